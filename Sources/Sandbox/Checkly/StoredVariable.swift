/// A variable in the sandbox, with a readable value even if it is secret.
///
/// The sandbox holds nobody's real secrets, but still logs no values.
package struct StoredVariable: Sendable, Equatable {
    /// The value in the clear; answers show it unless the variable is a secret.
    package var value: String
    /// Whether only users with write access can read it.
    package var locked: Bool
    /// Whether nobody can read it back through the API.
    package var secret: Bool

    /// Makes a variable; as in Checkly, both flags are off by default.
    package init(value: String, locked: Bool = false, secret: Bool = false) {
        self.value = value
        self.locked = locked
        self.secret = secret
    }

    /// The variable as a read shows it.
    func json(key: String, readingAs faults: ChecklyFaults) -> SandboxJSON {
        let shown: SandboxJSON =
            switch (secret, faults.secretReadsAs) {
            case (false, _): .string(value)
            case (true, .null): .null
            case (true, .emptyString): .string("")
            }
        var members = json(key: key, showing: shown).object ?? [:]
        switch faults.flagsReadAs {
        case .shown: break
        case .withoutSecret: members["secret"] = nil
        case .missing: (members["locked"], members["secret"]) = (nil, nil)
        case .null: (members["locked"], members["secret"]) = (.null, .null)
        }
        return .object(members)
    }

    /// The variable as the response to a write shows it, with the submitted value.
    func echo(key: String) -> SandboxJSON {
        json(key: key, showing: .string(value))
    }

    private func json(key: String, showing value: SandboxJSON) -> SandboxJSON {
        .object([
            "key": .string(key), "value": value, "locked": .bool(locked), "secret": .bool(secret),
        ])
    }
}
