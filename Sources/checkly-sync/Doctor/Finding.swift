import SyncModel

/// What one examination found.
struct Finding {
    let check: String
    let message: String
    /// What to do; nil when all is well.
    let hint: String?

    static func ok(_ check: String, _ message: String) -> Finding {
        Finding(check: check, message: message, hint: nil)
    }

    static func problem(_ check: String, _ message: String, do hint: String) -> Finding {
        Finding(check: check, message: message, hint: hint)
    }

    var isProblem: Bool { hint != nil }

    var json: JSONValue {
        .object([
            JSONValue.Member(name: "check", value: .string(check)),
            JSONValue.Member(name: "result", value: .string(isProblem ? "problem" : "ok")),
            JSONValue.Member(name: "message", value: .string(message)),
            JSONValue.Member(name: "hint", value: hint.map(JSONValue.string) ?? .null),
        ])
    }
}
