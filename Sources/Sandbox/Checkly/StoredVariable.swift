/// A variable as the sandbox keeps it, its value readable even when it is secret.
///
/// The sandbox stands in for Checkly and holds nobody's real secrets; it logs no value all the same.
package struct StoredVariable: Sendable, Equatable {
    package var value: String
    package var locked: Bool
    package var secret: Bool

    /// Makes a variable; both flags are off unless given, as in Checkly.
    package init(value: String, locked: Bool = false, secret: Bool = false) {
        self.value = value
        self.locked = locked
        self.secret = secret
    }

    /// How the variable reads back.
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

    /// How a write is answered: with the value as it was submitted.
    func echo(key: String) -> SandboxJSON {
        json(key: key, showing: .string(value))
    }

    private func json(key: String, showing value: SandboxJSON) -> SandboxJSON {
        .object([
            "key": .string(key), "value": value, "locked": .bool(locked), "secret": .bool(secret),
        ])
    }
}
