internal import Encodings
import SyncModel

/// The result of one examination.
struct Finding {
    /// The result in one word.
    enum Result: String {
        case ok
        /// There was nothing to examine.
        case skipped
        /// Worth knowing, but nobody has to act.
        case notice
        case problem
    }

    let check: String
    let result: Result
    let message: String
    /// What to do; nil if all is well.
    let hint: String?

    static func skipped(_ check: String, _ message: String) -> Finding {
        Finding(check: check, result: .skipped, message: message, hint: nil)
    }

    static func ok(_ check: String, _ message: String) -> Finding {
        Finding(check: check, result: .ok, message: message, hint: nil)
    }

    static func notice(_ check: String, _ message: String, do hint: String) -> Finding {
        Finding(check: check, result: .notice, message: message, hint: hint)
    }

    static func problem(_ check: String, _ message: String, do hint: String) -> Finding {
        Finding(check: check, result: .problem, message: message, hint: hint)
    }

    var isProblem: Bool { result == .problem }

    var json: JSONValue {
        .object([
            JSONValue.Member(name: "check", value: .string(check)),
            JSONValue.Member(name: "result", value: .string(result.rawValue)),
            JSONValue.Member(name: "message", value: .string(message)),
            JSONValue.Member(name: "hint", value: hint.map(JSONValue.string) ?? .null),
        ])
    }
}
