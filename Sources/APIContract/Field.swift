package import Encodings

/// One member of a resource: all that a body, the document, the file and the command line say of
/// it.
package struct Field: Sendable {
    /// What a body that lacks it, or has null there, means.
    package enum Presence: Sendable {
        /// A body that makes the resource has it.
        case required
        /// Null counts as absent.
        case optional
        /// Null takes away what was there.
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
        /// The file does not know it.
        case absent
        /// Where the file does not say it, it takes its usual value, or there is none.
        case declared
        /// Where the file does not say it, what the server has stays.
        case kept
    }

    /// On the wire and in the file.
    package let name: String
    /// Its type and its limits.
    package let form: Form
    /// What a body that lacks it, or has null there, means.
    package var presence: Presence
    /// One sentence; nil where the name says it.
    package var summary: String?
    /// What it is where a body does not say it; nil where there is none then.
    package var usual: CanonicalValue?
    /// What file and command line take where the API wants it said.
    package var declared: CanonicalValue?
    /// What having none means, such as `no limit`; nil where there is always one.
    package var none: String?
    /// The bodies that may have it; in others it is ignored.
    package var acts: Set<Act> = [.create, .change]
    /// What a body of another act is told that has it; nil where it is ignored there.
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
    /// Its form in the file, where that is another one.
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
    /// The field with changes.
    func with(_ change: (inout Field) -> Void) -> Field {
        var field = self
        change(&field)
        return field
    }
}
