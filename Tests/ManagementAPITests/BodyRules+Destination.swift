import SyncModel

extension BodyRuleTests {
    static let destination = [
        Rule(
            ["destinationConfig": "true"],
            "invalid_type destinationConfig Expected object, received boolean"
        ),
        Rule(
            ["destinationConfig": "{}"],
            "invalid_type destinationConfig.accountId Account ID is required"
        ),
        Rule(
            ["destinationConfig": #"{"accountId":""}"#],
            "too_small destinationConfig.accountId Account ID is required"
        ),
        Rule(
            ["destinationConfig": #"{"accountId":\#(text(256))}"#],
            "too_big destinationConfig.accountId Account ID must be less than 255 characters"
        ),
        Rule(
            destination(#""accountName":"""#),
            "too_small destinationConfig.accountName Account Name is required"
        ),
        Rule(
            destination(#""accountName":\#(text(256))"#),
            "too_big destinationConfig.accountName Account ID must be less than 255 characters"
        ),
        Rule(
            destination(#""groupId":"""#),
            "too_small destinationConfig.groupId Group ID is required"
        ),
        Rule(
            destination(#""groupId":7"#),
            "invalid_type destinationConfig.groupId Expected string, received number"
        ),
        Rule(
            destination(#""groupId":\#(text(256))"#),
            "too_big destinationConfig.groupId Group ID must be less than 255 characters"
        ),
        Rule(
            destination(#""groupName":"""#),
            "too_small destinationConfig.groupName Group Name is required"
        ),
        Rule(
            destination(#""groupName":\#(text(256))"#),
            "too_big destinationConfig.groupName Group Name must be less than 255 characters"
        ),
    ]
}
