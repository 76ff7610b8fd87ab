import Encodings
import TestSupport
import Testing

@testable import checkly_sync

/// Records as people see them.
@Suite struct RecordViewTests {
    private func lines(_ view: RecordView, _ json: String, columns: Int = 60) throws -> [Substring]
    {
        view.text(of: try JSONValue.parse(Array(json.utf8)), columns: columns)
            .split(separator: "\n")
    }

    @Test func `a sync says what it is, from where and to where, and leaves out what is not so`()
        throws
    {
        let sync = """
            {"name":"shop","description":null,"id":"1","state":"paused","stateMessage":"Paused.",
            "projectId":"p","environment":{"slug":"prod"},"folder":{"path":"/app"},
            "sourceName":"kms","connection":{"name":"main"},"pinnedTo":null,"nextTryAt":null,
            "destinationConfig":{"accountId":"a","accountName":"Shop","groupId":7,"groupName":"G"},
            "isAutoSyncEnabled":false,"pause":{"reason":"drill"},
            "syncOptions":{"keySchema":"A_{{secretKey}}","autoSyncEnabled":false,
            "deleteOrder":"last","allowCodeOwnedGroup":false,"maxDeletions":null,"x":true},
            "lastSyncedAt":"2026-11-30T08:00:00.123456Z","lastSyncMessage":"2 written"}
            """
        #expect(
            try lines(.sync, sync) == [
                "name       shop", "state      paused", "           Paused.",
                "from       p prod /app (source kms)",
                "to         connection main, account Shop, group G",
                "keys as    A_{{secretKey}}", "options    deleteOrder last, x", "auto-sync  off",
                "paused     drill", "last push  2026-11-30T08:00:00Z: 2 written",
                "id         1",
            ]
        )
        let narrow = try lines(.sync, sync, columns: 40)
        #expect(narrow.contains("           Shop, group G"))
        #expect(narrow.allSatisfy { $0.count <= 40 })
    }

    @Test func `a source and a connection say what stands out`() throws {
        let source = """
            {"name":"kms","isEnabled":false,"preset":"github","toleranceSeconds":300,
            "secrets":[{"id":"s1"},{"id":"s2"}],"lastMatchedAt":null,
            "lastRefusal":{"message":"The signature does not match."},"syncs":[{"name":"shop"}]}
            """
        #expect(
            try lines(.source, source) == [
                "name          kms", "enabled       no", "preset        github",
                "tolerance     300 s", "secrets       s1, s2",
                "last refusal  The signature does not match.", "syncs         shop",
            ]
        )
        let connection = #"{"name":"main","isRefused":true,"syncs":[],"id":"1"}"#
        #expect(
            try lines(.connection, connection) == [
                "name     main", "refused  yes: Checkly does not accept its key", "id       1",
            ]
        )
    }
}
