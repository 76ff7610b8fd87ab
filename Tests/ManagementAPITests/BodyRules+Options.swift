import SyncModel

extension BodyRuleTests {
    static let syncOptions = [
        Rule(["syncOptions": "7"], "invalid_type syncOptions Expected object, received number"),
        Rule(["syncOptions": "{}"], "invalid_type syncOptions.initialSyncBehavior Required"),
        Rule(
            ["syncOptions": #"{"initialSyncBehavior":"import"}"#],
            "invalid_enum_value syncOptions.initialSyncBehavior Invalid enum value. Expected "
                + "'overwrite-destination' | 'preserve-destination', received 'import'"
        ),
        Rule(options(#""keySchema":"X""#), "custom syncOptions.keySchema \(schemaRule)"),
        Rule(
            options(#""keySchema":"{{ secretKey }}""#),
            "custom syncOptions.keySchema \(schemaRule)"
        ),
        Rule(
            options(#""keySchema":"A.{{secretKey}}""#),
            "custom syncOptions.keySchema \(schemaRule)"
        ),
        Rule(
            options(#""keySchema":\#(text(256))"#),
            "too_big syncOptions.keySchema String must contain at most 255 character(s)"
        ),
        Rule(
            options(#""keySchema":7"#),
            "invalid_type syncOptions.keySchema Expected string, received number"
        ),
        Rule(
            options(#""disableSecretDeletion":"yes""#),
            "invalid_type syncOptions.disableSecretDeletion Expected boolean, received string"
        ),
        Rule(
            options(#""recursive":true"#),
            "custom syncOptions.recursive Not supported for Checkly Syncs"
        ),
        Rule(
            options(#""autoSyncEnabled":"no""#),
            "invalid_type syncOptions.autoSyncEnabled Expected boolean, received string"
        ),
        Rule(
            options(#""maxDeletions":-1"#),
            "custom syncOptions.maxDeletions Expected an integer from 0 to \(Int64.max)"
        ),
        Rule(
            options(#""deleteOrder":"middle""#),
            "invalid_enum_value syncOptions.deleteOrder Invalid enum value. Expected "
                + "'last' | 'first', received 'middle'"
        ),
        Rule(
            ["isAutoSyncEnabled": "1"],
            "invalid_type isAutoSyncEnabled Expected boolean, received number"
        ),
        Rule(
            ["isEnabled": "true", "isAutoSyncEnabled": "false"],
            "custom isAutoSyncEnabled isEnabled, isAutoSyncEnabled and "
                + "syncOptions.autoSyncEnabled contradict each other"
        ),
        Rule(
            ["isEnabled": "true"].merging(options(#""autoSyncEnabled":false"#)) { $1 },
            "custom isAutoSyncEnabled isEnabled, isAutoSyncEnabled and "
                + "syncOptions.autoSyncEnabled contradict each other"
        ),
    ]
}
