import SyncModel

extension BodyRuleTests {
    static let sync = syncItself + syncOptions + destination

    private static let syncItself = [
        Rule(
            ["name": text(257)],
            "too_big name name field must be at most 256 lowercase characters"
        ),
        Rule(["connectionId": #""main""#], "invalid_string connectionId Invalid uuid"),
        Rule(
            ["sourceName": #"" ""#],
            "too_small sourceName String must contain at least 1 character(s)"
        ),
        Rule(["connectionId": "1"], "invalid_type connectionId Expected string, received number"),
        Rule(["environment": #""De v""#], "custom environment environment \(slugRule)"),
        Rule(
            ["environment": #""""#],
            "too_small environment environment field must be at least 1 lowercase character"
        ),
        Rule(
            ["environment": text(65)],
            "too_big environment environment field must be at most 64 lowercase characters"
        ),
    ]

    /// What only a complete body must have.
    static let newSync = [
        Rule(
            ["planId": #""""#],
            "too_small planId String must contain at least 1 character(s)"
        ),
        Rule(["name": absent], "invalid_type name Required"),
        Rule(["projectId": absent], "invalid_type projectId Project ID required"),
        Rule(["projectId": #"" ""#], "too_small projectId Project ID required"),
        Rule(["connectionId": absent], "invalid_type connectionId Required"),
        Rule(["connectionId": "null"], "invalid_type connectionId Expected string, received null"),
        Rule(["environment": absent], "invalid_type environment Required"),
        Rule(["secretPath": absent], "invalid_type secretPath Secret path required"),
        Rule(["secretPath": #""""#], "too_small secretPath Secret path required"),
        Rule(["syncOptions": absent], "invalid_type syncOptions Required"),
        Rule(["destinationConfig": absent], "invalid_type destinationConfig Required"),
    ]
}
