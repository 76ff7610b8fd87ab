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

    private static func names(
        _ list: @escaping @Sendable (AdminAPI) async throws(AdminClientError) -> [JSONValue]
    ) -> CompletionKind {
        .custom { (words: [String], _: Int, prefix: String) async -> [String] in
            var server = ServerOptions()
            server.server = value(of: "--server", in: words) ?? AdminAPI.usualServer
            server.data = value(of: "--data", in: words)
            server.trust = TrustOptions()
            server.trust.caFile = value(of: "--ca-file", in: words)
            guard let api = try? server.api(), let found = try? await list(api) else { return [] }
            return found.compactMap { $0["name"]?.string }.filter { $0.hasPrefix(prefix) }.sorted()
        }
    }

    /// The value of an option among the words typed so far.
    private static func value(of option: String, in words: [String]) -> String? {
        guard let index = words.firstIndex(of: option), index + 1 < words.count else { return nil }
        return words[index + 1]
    }
}
