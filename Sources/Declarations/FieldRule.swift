package import Encodings
internal import SyncModel

/// What a file may say in one place of a resource, and what it means to say nothing there.
package struct FieldRule: Sendable {
    /// What stands there.
    package enum Form: Sendable, Equatable {
        case text(limit: Int)
        /// An account's id; one that is a UUID is the same in either case.
        case account(limit: Int)
        /// Lower-case letters, digits and hyphens.
        case slug(limit: Int)
        case word([String])
        case bool
        case integer(ClosedRange<Int64>)
        case folderPath, keySchema, address
        /// The members of a custom signature scheme.
        case scheme
        /// One secret by reference.
        case secret
        /// Up to eight secrets by reference.
        case secrets
    }

    /// What it means to say nothing.
    package enum Absence: Sendable, Equatable {
        case refused
        /// Refused where the members around it are given.
        case refusedInGroup
        /// There is none.
        case none
        /// What the server has stays.
        case kept
        case usual(JSONValue)
        /// What is usual where the members around it are given; else there is none.
        case usualInGroup(JSONValue)
    }

    /// The names of members, from outside in, joined by a full stop.
    package let path: String
    package let form: Form
    package let absence: Absence

    init(_ path: String, _ form: Form, _ absence: Absence) {
        self.path = path
        self.form = form
        self.absence = absence
    }

    package var isSecret: Bool { form == .secret || form == .secrets }

    /// The member around it; nil where it stands by itself.
    package var group: String? {
        path.contains(".") ? String(path.prefix { $0 != "." }) : nil
    }
}
