package import Encodings

/// One member of a resource: all that a body, the document, the file and the command line say of
/// it.
package struct Field: Sendable {
    /// What a body that lacks it, or has null there, means.
    package enum Presence: Sendable {
        /// A body that creates the resource must have it.
        case required
        /// Null counts as absent.
        case optional
        /// Null removes the value.
        case nullable
    }

    /// What a body is for.
    package enum Act: Sendable {
        case create, change
    }

    /// What a body is told that lacks a required field.
    package enum Missing: Sendable {
        /// What its form says.
        case usual
        case told(String)
        /// As a broken rule, not as a wrong type.
        case rule(String)
    }

    /// How a declaration file treats it.
    package enum InFile: Sendable {
        /// Files do not have it.
        case absent
        /// Left out of a file, it has its default, or no value.
        case declared
        /// A file must have it, also if a request may leave it out.
        case required
        /// Left out of a file, it keeps the server's value.
        case kept
    }

    /// The name on the wire and in files.
    package let name: String
    /// Its type and its limits.
    package let form: Form
    /// What a body that lacks it, or has null there, means.
    package var presence: Presence
    /// One sentence; nil if the name says enough.
    package var summary: String?
    /// The default if a body leaves it out; nil if there is none.
    package var usual: CanonicalValue?
    /// The default of file and command line for a field that the API requires.
    package var declared: CanonicalValue?
    /// What having no value means, such as `no limit`; nil if there is always one.
    package var none: String?
    /// The kinds of bodies that may have it; in others it is ignored.
    package var acts: Set<Act> = [.create, .change]
    /// The message if a body of another kind has it; nil ignores it there.
    package var refusal: String?
    /// What a body is told that lacks it, where it is required.
    package var missing = Missing.usual
    /// Whether the document names it; what it does not name is read to be refused.
    package var isDocumented = true
    /// Whether the server shows it.
    package var isShown = true
    /// What the command line's help says of it where it makes and where it changes the resource;
    /// without these, the summary.
    package var flagHelp: [Act: String] = [:]
    /// The long flag of the command line, without its hyphens; nil where it has none.
    package var flag: String?
    /// How a declaration file treats it.
    package var inFile = InFile.declared
    /// The form in files, if it differs.
    package var formInFile: Form?

    /// A field of every body, that has no usual value and no flag.
    package init(
        _ name: String,
        _ form: Form,
        _ presence: Presence = .optional,
        summary: String? = nil
    ) {
        self.name = name
        self.form = form
        self.presence = presence
        self.summary = summary
    }
}

extension Field {
    /// A copy of the field with changes.
    func with(_ change: (inout Field) -> Void) -> Field {
        var field = self
        change(&field)
        return field
    }
}
