import Encodings
import Sandbox

extension SandboxJSON {
    /// A member of an object; `null` where there is none.
    subscript(name: String) -> SandboxJSON {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }

    var integer: Int? {
        if case .integer(let integer) = self { integer } else { nil }
    }

    var items: [SandboxJSON] {
        if case .array(let items) = self { items } else { [] }
    }

    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// How many members an object has; 0 for anything else.
    var memberCount: Int {
        if case .object(let members) = self { members.count } else { 0 }
    }
}
