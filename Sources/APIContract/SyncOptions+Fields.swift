internal import Encodings
package import SyncModel

extension SyncOptions {
    /// Every option of a sync; a request replaces them as a whole.
    package static let resource = Resource(
        blank: SyncOptions(),
        [
            Member(
                "initialSyncBehavior",
                .word,
                \.initialSyncBehavior,
                .required,
                "What becomes of variables that the source does not have."
            ) {
                $0.declared = .text(declaredBehavior.rawValue)
                $0.flag = "initial-sync"
            },
            Member("keySchema", .keySchema, \.keySchema, .optional, "How names become keys.") {
                $0.none = "as they are"
                $0.flag = "key-schema"
            },
            Member(
                "disableSecretDeletion",
                .bool,
                \.disableSecretDeletion,
                .optional,
                "Never delete variables."
            ) { $0.flag = "disable-secret-deletion" },
            Member(
                Field("autoSyncEnabled", .bool, summary: "Another word for isAutoSyncEnabled.")
                    .with { $0.inFile = .absent }
            ),
            Member(
                Field(
                    "recursive",
                    .bool,
                    summary: "Subfolders are not supported; only false is taken."
                )
                .with {
                    $0.inFile = .absent
                    $0.isShown = false
                }
            ) { fields, _ in
                if fields.bool("recursive") == true {
                    // To take it for false would leave out what lies below, and prune it at the
                    // destination.
                    fields.refuse("recursive", "Not supported for Checkly Syncs")
                }
            },
            Member("emptyValue", .word, \.emptyValue, .optional, "What a blank value does.") {
                $0.flag = "empty-value"
            },
            Member("variableType", .word, \.variableType, .optional, "How values are kept.") {
                $0.flag = "variable-type"
            },
            Member(
                "maxDeletions",
                .integer(in: 0...Int64.max),
                \.maxDeletions,
                .optional,
                "A run that would delete more stops before its first write."
            ) {
                $0.none = "no limit for deletions"
                $0.flag = "max-deletions"
            },
            Member(
                "deleteOrder",
                .word,
                \.deleteOrder,
                .optional,
                "Whether deletions come after or before writes; a check group is written whole."
            ) { $0.flag = "delete-order" },
            Member(
                "onUnreadableGroupVariables",
                .word,
                \.onUnreadableGroupVariables,
                .optional,
                "What becomes of a group's secrets that nobody can read."
            ) { $0.flag = "on-unreadable-group-variables" },
            Member(
                "allowCodeOwnedGroup",
                .bool,
                \.allowCodeOwnedGroup,
                .optional,
                "Write to a group that a Checkly CLI project owns."
            ) { $0.flag = "allow-code-owned-group" },
        ]
    )
}
