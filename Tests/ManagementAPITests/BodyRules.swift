import SyncModel

/// What the tables of rules are made with, and the rules of both kinds of bodies.
extension BodyRuleTests {
    static func text(_ count: Int) -> String {
        "\"" + String(repeating: "x", count: count) + "\""
    }

    static func options(_ more: String) -> [String: String?] {
        ["syncOptions": #"{"initialSyncBehavior":"overwrite-destination",\#(more)}"#]
    }

    static func destination(_ more: String) -> [String: String?] {
        ["destinationConfig": #"{"accountId":"a-1",\#(more)}"#]
    }

    static let absent: String? = nil
    static let slugRule = "field can only contain lowercase letters, numbers, and hyphens"
    static let schemaRule =
        "Key schema must include exactly one {{secretKey}} placeholder. It can also include "
        + "{{environment}} placeholders. Only alphanumeric characters (a-z, A-Z, 0-9), dashes (-), "
        + "underscores (_), and slashes (/) are allowed besides the placeholders."

    static let shared = [
        Rule(
            ["name": #""""#],
            "too_small name name field must be at least 1 lowercase character"
        ),
        Rule(["name": #""A""#], "custom name name \(slugRule)"),
        Rule(["name": #""a--b""#], "custom name name \(slugRule)"),
        Rule(["name": #""-a""#], "custom name name \(slugRule)"),
        Rule(["name": #""a_b""#], "custom name name \(slugRule)"),
        Rule(["name": "7"], "invalid_type name Expected string, received number"),
        Rule(
            ["description": text(257)],
            "too_big description Description cannot exceed 256 characters"
        ),
        Rule(["description": "[]"], "invalid_type description Expected string, received array"),
    ]
}
