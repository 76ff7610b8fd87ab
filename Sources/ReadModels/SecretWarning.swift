package import SyncModel

/// A warning for somebody who is rotating a source's signing secret.
package enum SecretWarning: Sendable, Equatable {
    /// The sender still signs with a secret that is not the newest.
    case oldOneInUse(secretID: String, lastMatchedAt: Timestamp, newestID: String)
    /// The secret expires within the horizon; `isLast` means that no other secret will be valid
    /// then.
    case endsSoon(secretID: String, at: Timestamp, isLast: Bool)
    /// No secret is valid now, so every delivery is refused.
    case noneValid

    /// How recent a match counts as use, and how near an expiry counts as soon: seven days.
    package static let horizonMicroseconds: Int64 = 7 * 24 * 3600 * 1_000_000

    /// Examines the secrets of a source.
    ///
    /// - Parameters:
    ///   - source: The source; senders should sign with the newest of its valid secrets.
    ///   - uses: When each secret last matched, by id.
    ///   - now: The time to compare with.
    /// - Returns: The warnings, in the order of the secrets.
    package static func warnings(
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
    /// The earliest time at which a sender can have used the secret.
    fileprivate var startsAt: Timestamp { max(createdAt, notBefore ?? createdAt) }

    fileprivate func isValid(at time: Timestamp) -> Bool {
        (notBefore.map { $0 <= time } ?? true) && (notAfter.map { time <= $0 } ?? true)
    }
}
