import ChecklyClient
import Sandbox
import SyncModel

extension SandboxGroupVariable {
    static func plain(_ key: String, _ value: String) -> SandboxGroupVariable {
        SandboxGroupVariable(key: key, variable: StoredVariable(value: value))
    }

    static func secret(_ key: String, _ value: String) -> SandboxGroupVariable {
        SandboxGroupVariable(
            key: key,
            variable: StoredVariable(value: value, locked: true, secret: true)
        )
    }
}

extension ChecklyGroupVariable {
    static func plain(_ key: String, _ value: String) -> ChecklyGroupVariable {
        ChecklyGroupVariable(
            key: key,
            value: SecretValue(value),
            isSecret: false,
            isLocked: false
        )
    }

    static func secret(_ key: String, _ value: String?) -> ChecklyGroupVariable {
        ChecklyGroupVariable(
            key: key,
            value: value.map { SecretValue($0) },
            isSecret: true,
            isLocked: true
        )
    }
}

extension ChecklyFaults {
    /// A server without faults that keeps settings, or fills in defaults; either is strict about
    /// the fields of a PUT.
    static func group(_ behaviour: GroupPutBehaviour, _ failures: [Fault] = []) -> ChecklyFaults {
        var faults = ChecklyFaults.none
        faults.groupPutBehaviour = behaviour
        faults.groupUnknownField = .rejects
        faults.failures = failures
        return faults
    }
}
