package import Encodings
internal import SyncModel

/// What a file may declare in one place of a resource, and what leaving it out means.
package struct FieldRule: Sendable {
    /// The form of a value.
    package enum Form: Sendable, Equatable {
        /// A text of 1 to `limit` characters.
        case text(limit: Int)
        /// An account's id; the case of a UUID does not matter.
        case account(limit: Int)
        /// Lower-case letters, digits and hyphens.
        case slug(limit: Int)
        /// One of these words.
        case word([String])
        case bool
        /// A whole number in this range.
        case integer(ClosedRange<Int64>)
        case folderPath, keySchema, address
        /// The members of a custom signature scheme.
        case scheme
        /// One secret by reference.
        case secret
        /// So many secrets by reference.
        case secrets(count: ClosedRange<Int>)
    }

    /// The meaning of leaving a member out.
    package enum Absence: Sendable, Equatable {
        /// The member is required.
        case refused
        /// The member is required if its group is given.
        case refusedInGroup
        /// The resource has no such value.
        case none
        /// The server's value stays.
        case kept
        /// The member has this default.
        case usual(JSONValue)
        /// The member has this default if its group is given, and no value otherwise.
        case usualInGroup(JSONValue)
    }

    /// The names of members, from the outermost in, joined by full stops.
    package let path: String
    /// The form that a value must have.
    package let form: Form
    /// What leaving the member out means.
    package let absence: Absence

    init(_ path: String, _ form: Form, _ absence: Absence) {
        self.path = path
        self.form = form
        self.absence = absence
    }

    /// Whether the member refers to secrets.
    package var isSecret: Bool {
        switch form {
        case .secret, .secrets: true
        case .text, .account, .slug, .word, .bool, .integer, .folderPath, .keySchema, .address,
            .scheme:
            false
        }
    }

    /// The member that contains it; nil at the top level.
    package var group: String? {
        path.contains(".") ? String(path.prefix { $0 != "." }) : nil
    }
}
