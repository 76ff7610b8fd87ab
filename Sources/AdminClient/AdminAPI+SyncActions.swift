internal import APIContract
internal import APIRoutes
package import Encodings
package import SyncModel

/// What can be asked of a sync, by its id; each answers with the sync as it is then.
extension AdminAPI {
    /// Asks for a push; the answer does not wait for it.
    package func pushSync(id: String) async throws(AdminClientError) -> JSONValue {
        try await act(.pushSync, id)
    }

    /// Deletes what the sync wrote at Checkly, and keeps the sync.
    package func removeSecrets(ofSync id: String) async throws(AdminClientError) -> JSONValue {
        try await act(.removeSecrets, id)
    }

    /// Pushes nothing until the sync is resumed.
    package func pauseSync(
        id: String,
        reason: String?
    ) async throws(AdminClientError) -> JSONValue {
        try await act(.pauseSync, id, .object(["reason": .optional(reason)]))
    }

    /// Lets a paused sync push again.
    package func resumeSync(
        id: String,
        reason: String? = nil
    ) async throws(AdminClientError) -> JSONValue {
        try await act(.resumeSync, id, .object(["reason": .optional(reason)]))
    }

    /// Pushes the source as it was at a moment, and holds it there.
    package func pinSync(id: String, asOf: AsOf) async throws(AdminClientError) -> JSONValue {
        try await act(.pinSync, id, .object(["asOf": .text(asOf.argument)]))
    }

    /// Lets a pinned sync follow its source again.
    package func unpinSync(id: String) async throws(AdminClientError) -> JSONValue {
        try await act(.unpinSync, id, .object([:]))
    }

    /// Makes keys that somebody else wrote the sync's own.
    package func adopt(
        keys: [String],
        bySync id: String
    ) async throws(AdminClientError) -> JSONValue {
        try await act(.adoptKeys, id, .object(["keys": .list(keys.map(CanonicalValue.text))]))
    }

    /// Tries again what is parked, or one key of it.
    package func retryParked(
        ofSync id: String,
        key: String?
    ) async throws(AdminClientError) -> JSONValue {
        try await act(.retryParked, id, .object(["key": .optional(key)]))
    }

    /// Leaves a parked change, until the source has another value for its key.
    package func skipParked(
        ofSync id: String,
        key: String,
        reason: String
    ) async throws(AdminClientError) -> JSONValue {
        try await act(.skipParked, id, .object(["key": .text(key), "reason": .text(reason)]))
    }

    /// Carries out exactly one plan, and answers when the push has ended.
    package func applyPlan(
        id planID: String,
        ofSync id: String
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(
            .applyPlan,
            [id],
            query: [("wait", "pushed")],
            sending: .object(["planId": .text(planID)])
        )
        .member("secretSync")
    }

    private func act(
        _ route: Route,
        _ id: String,
        _ body: CanonicalValue? = nil
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(route, [id], sending: body).member("secretSync")
    }
}

/// What is known of a sync, by its id.
extension AdminAPI {
    /// What a push of the source would do, as it is or was at a moment.
    package func plan(
        ofSync id: String,
        asOf: AsOf?
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.planSync, [id], sending: .object(["asOf": .optional(asOf?.argument)]))
    }

    /// What the first push of a sync would do that does not exist yet.
    package func plan(ofNewSync body: CanonicalValue) async throws(AdminClientError) -> JSONValue {
        try await ask(.planNewSync, sending: body)
    }

    /// What waits for somebody: of one sync, with what was left under `skipped`, or of all syncs of
    /// a project, or of all there are.
    package func parked(
        ofSync id: String?,
        project: String? = nil
    ) async throws(AdminClientError) -> JSONValue {
        guard let id else { return try await ask(.listParked, query: [("projectId", project)]) }
        return try await ask(.listParkedOfSync, [id])
    }

    /// A page of what happened to a sync, from behind a position.
    package func history(
        ofSync id: String,
        after position: Int64,
        key: String?
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.getHistory, [id], query: [("after", "\(position)"), ("key", key)])
    }

    /// What a sync wants at Checkly, and wrote there.
    package func state(
        ofSync id: String,
        asOf: AsOf? = nil
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.getSyncState, [id], query: [("asOf", asOf?.argument)])
    }

    /// What a sync wants at Checkly, with the values; recorded in the log.
    package func revealedState(
        ofSync id: String,
        asOf: AsOf?
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.revealState, [id], sending: .object(["asOf": .optional(asOf?.argument)]))
    }
}
