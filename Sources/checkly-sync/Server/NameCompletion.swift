import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel

/// Completes names of what a running server has; completes nothing if it does not answer.
extension CompletionKind {
    static var sourceNames: CompletionKind {
        names { api throws(AdminClientError) in try await api.sources() }
    }

    static var connectionNames: CompletionKind {
        names { api throws(AdminClientError) in try await api.connections() }
    }

    static var tokenNames: CompletionKind {
        names { api throws(AdminClientError) in try await api.tokens() }
    }

    static var notificationNames: CompletionKind {
        names { api throws(AdminClientError) in try await api.notifications() }
    }

    static var syncNames: CompletionKind {
        names { api throws(AdminClientError) in try await api.syncs(project: nil) }
    }

    /// The accounts that the key of `--connection` opens.
    static var accountIDs: CompletionKind {
        values("id") { api, words throws(AdminClientError) in
            let connection = try await api.connectionID(value(of: "--connection", in: words) ?? "")
            return try await api.accounts(of: connection)
        }
    }

    /// The check groups of `--account`, as the key of `--connection` shows them.
    static var groupIDs: CompletionKind {
        values("id") { api, words throws(AdminClientError) in
            let connection = try await api.connectionID(value(of: "--connection", in: words) ?? "")
            let account = value(of: "--account", in: words) ?? ""
            return try await api.groups(of: connection, account: account)
        }
    }

    private static func names(
        _ list: @escaping @Sendable (AdminAPI) async throws(AdminClientError) -> [JSONValue]
    ) -> CompletionKind {
        values("name") { api, _ throws(AdminClientError) in try await list(api) }
    }

    private static func values(
        _ member: String,
        _ list:
            @escaping @Sendable (AdminAPI, _ words: [String]) async throws(AdminClientError)
            -> [JSONValue]
    ) -> CompletionKind {
        .custom { (words: [String], _: Int, prefix: String) async -> [String] in
            var server = ServerOptions()
            server.server = value(of: "--server", in: words)
            server.data = value(of: "--data", in: words)
            server.naming = ContextOptions()
            server.naming.context = value(of: "--context", in: words)
            server.trust = TrustOptions()
            server.trust.caFile = value(of: "--ca-file", in: words)
            guard let api = try? server.api(), let found = try? await list(api, words) else {
                return []
            }
            return found.compactMap { $0[member]?.cell }.filter { $0.hasPrefix(prefix) }.sorted()
        }
    }

    /// The value of an option among the words typed so far.
    private static func value(of option: String, in words: [String]) -> String? {
        guard let index = words.firstIndex(of: option), index + 1 < words.count else { return nil }
        return words[index + 1]
    }
}
