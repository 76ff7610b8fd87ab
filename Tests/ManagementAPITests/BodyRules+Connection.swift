import ManagementAPIBench
import SyncModel

extension BodyRuleTests {
    static let connection = [
        Rule(
            ["name": text(65)],
            "too_big name name field must be at most 64 lowercase characters"
        ),
        Rule(
            ["credentials": "{}"],
            "invalid_type credentials.apiKey API Key required"
        ),
        Rule(
            ["credentials": #"{"apiKey":" "}"#],
            "too_small credentials.apiKey API Key required"
        ),
        Rule(
            ["credentials": #"{"apiKey":\#(text(256))}"#],
            "too_big credentials.apiKey String must contain at most 255 character(s)"
        ),
        Rule(["credentials": #""k""#], "invalid_type credentials Expected object, received string"),
        Rule(
            ["isPlatformManagedCredentials": "true"],
            "custom isPlatformManagedCredentials Not supported for Checkly Connections"
        ),
        Rule(
            ["gatewayId": "\"\(APIBench.none)\""],
            "custom gatewayId Not supported for Checkly Connections"
        ),
    ]

    /// What only a complete body must have.
    static let newConnection = [
        Rule(["name": absent], "invalid_type name Required"),
        Rule(
            ["method": absent],
            #"invalid_literal method Invalid literal value, expected "api-key""#
        ),
        Rule(
            ["method": #""oauth""#],
            #"invalid_literal method Invalid literal value, expected "api-key""#
        ),
        Rule(["credentials": absent], "invalid_type credentials Required"),
    ]
}
