import SyncModel

/// What one examination found.
struct Finding {
    let check: String
    let message: String
    /// What to do; nil when all is well.
    let hint: String?
    /// Whether there was nothing to look at.
    var isSkipped = false

    static func skipped(_ check: String, _ message: String) -> Finding {
        Finding(check: check, message: message, hint: nil, isSkipped: true)
    }

    static func ok(_ check: String, _ message: String) -> Finding {
        Finding(check: check, message: message, hint: nil)
    }

    static func problem(_ check: String, _ message: String, do hint: String) -> Finding {
        Finding(check: check, message: message, hint: hint)
    }

    var isProblem: Bool { hint != nil }

    /// One word for it.
    var result: String { isProblem ? "problem" : isSkipped ? "skipped" : "ok" }

    var json: JSONValue {
        .object([
            JSONValue.Member(name: "check", value: .string(check)),
            JSONValue.Member(name: "result", value: .string(result)),
            JSONValue.Member(name: "message", value: .string(message)),
            JSONValue.Member(name: "hint", value: hint.map(JSONValue.string) ?? .null),
        ])
    }
}
