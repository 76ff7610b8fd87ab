package import SyncModel

/// What somebody who changes a source's signing secret over should know.
package enum SecretWarning: Sendable, Equatable {
    /// The sender still signs with one that is not the newest.
    case oldOneInUse(secretID: String, lastMatchedAt: Timestamp, newestID: String)
    /// Its time ends within `SecretWarning.horizon`; `isLast` when no other secret is valid then.
    case endsSoon(secretID: String, at: Timestamp, isLast: Bool)
    /// No secret is valid now, so every delivery is refused.
    case noneValid

    /// How far back a match counts as use, and how far ahead an end counts as soon: seven days.
    package static let horizonMicroseconds: Int64 = 7 * 24 * 3600 * 1_000_000

    /// Looks at one source's secrets.
    ///
    /// - Parameters:
    ///   - source: Its secrets; the newest of those valid now is the one a sender should use.
    ///   - uses: When each secret last matched, by id.
    ///   - now: What ends and uses are compared with.
    /// - Returns: The concerns, in the secrets' order.
    package static func concerns(
        about source: WebhookSource,
        uses: [String: Timestamp],
        now: Timestamp
    ) -> [SecretWarning] {
        let valid = source.secrets.filter { $0.isValid(at: now) }
        guard let newest = valid.max(by: { $0.createdAt < $1.createdAt }) else {
            return [.noneValid]
        }
        return valid.flatMap { secret in
            [use(of: secret, uses[secret.id], newest, now), end(of: secret, source, now)]
                .compactMap(\.self)
        }
    }

    private static func use(
        of secret: WebhookSource.Secret,
        _ lastMatchedAt: Timestamp?,
        _ newest: WebhookSource.Secret,
        _ now: Timestamp
    ) -> SecretWarning? {
        guard secret.createdAt < newest.createdAt, let lastMatchedAt,
            lastMatchedAt >= newest.startsAt,
            lastMatchedAt.microseconds >= now.microseconds - horizonMicroseconds
        else { return nil }
        return .oldOneInUse(
            secretID: secret.id,
            lastMatchedAt: lastMatchedAt,
            newestID: newest.id
        )
    }

    private static func end(
        of secret: WebhookSource.Secret,
        _ source: WebhookSource,
        _ now: Timestamp
    ) -> SecretWarning? {
        guard let end = secret.notAfter,
            end.microseconds <= now.microseconds + horizonMicroseconds
        else { return nil }
        let after = Timestamp(microseconds: end.microseconds + 1)
        let isLast = !source.secrets.contains { $0.isValid(at: after) }
        return .endsSoon(secretID: secret.id, at: end, isLast: isLast)
    }
}

extension WebhookSource.Secret {
    /// From when on a sender can have used it.
    fileprivate var startsAt: Timestamp { max(createdAt, notBefore ?? createdAt) }

    fileprivate func isValid(at time: Timestamp) -> Bool {
        (notBefore.map { $0 <= time } ?? true) && (notAfter.map { time <= $0 } ?? true)
    }
}
