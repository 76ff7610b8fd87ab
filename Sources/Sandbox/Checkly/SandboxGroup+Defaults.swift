internal import Encodings

extension SandboxGroup {
    /// The values that a PUT gives to omitted members if the server fills in defaults.
    ///
    /// The two versions of the API document different ones.
    static func defaults(inVersion version: String) -> [String: SandboxJSON] {
        version == "v1" ? defaultsOfFirstVersion : defaultsOfSecondVersion
    }

    private static let defaultsOfSecondVersion: [String: SandboxJSON] = [
        "activated": .bool(true), "muted": .bool(false), "concurrency": .integer(3),
        "apiCheckDefaults": .object([:]), "runtimeId": .null, "setupSnippetId": .null,
        "tearDownSnippetId": .null, "localSetupScript": .null, "localTearDownScript": .null,
        "runParallel": .null, "alertSettings": .null, "retryStrategy": .string("FALLBACK"),
        "useGlobalAlertSettings": .null, "doubleCheck": .bool(false),
    ]

    private static let defaultsOfFirstVersion: [String: SandboxJSON] = [
        "activated": .bool(true), "muted": .bool(false), "concurrency": .integer(3),
        "apiCheckDefaults": .object([:]), "runtimeId": .null, "setupSnippetId": .null,
        "tearDownSnippetId": .null, "localSetupScript": .null, "localTearDownScript": .null,
        "runParallel": .bool(false), "useGlobalAlertSettings": .bool(true),
        "doubleCheck": .bool(true),
        "alertSettings": .object([
            "escalationType": .string("RUN_BASED"),
            "runBasedEscalation": .object(["failedRunThreshold": .integer(1)]),
            "reminders": .object(["amount": .integer(0), "interval": .integer(5)]),
            "parallelRunFailureThreshold": .object([
                "enabled": .bool(false), "percentage": .integer(10),
            ]),
        ]),
    ]

    /// The members that a PUT can set.
    static let writableNames: Set = [
        "name", "activated", "muted", "tags", "locations", "concurrency", "apiCheckDefaults",
        "browserCheckDefaults", "runtimeId", "environmentVariables", "alertChannelSubscriptions",
        "setupSnippetId", "tearDownSnippetId", "localSetupScript", "localTearDownScript",
        "privateLocations", "runParallel", "alertSettings", "retryStrategy",
        "useGlobalAlertSettings", "doubleCheck",
    ]
}
