internal import Encodings
package import SyncModel

extension State {
    /// When a delivery signed with this secret was last recorded; nil if never.
    ///
    /// Repetitions that are already in the log do not count.
    package func lastMatch(of secretID: String, in source: String) -> Timestamp? {
        secretUses[source]?[secretID]
    }

    /// Stores a source and forgets what is known of secrets that it no longer has.
    mutating func configure(_ source: WebhookSource) {
        sources[source.name] = source
        let uses = secretUses[source.name]?
            .filter { use in source.secrets.contains { $0.id == use.key } }
        secretUses[source.name] = uses?.isEmpty == false ? uses : nil
    }

    /// Remembers which secret a delivery's signature matched.
    mutating func noteSecret(of event: RecordedEvent) {
        guard let source = event.source, let secretID = event.secretID,
            sources[source] != nil
        else { return }
        secretUses[source, default: [:]][secretID] = event.recordedAt
    }
}

extension State {
    /// Nil if no delivery named its secret, so that the states of older logs keep their hash.
    var canonicalSecretUses: CanonicalValue? {
        let uses = secretUses.filter { !$0.value.isEmpty }
        if uses.isEmpty { return nil }
        return .map(
            CanonicalMap(
                uses.mapValues { times in
                    .map(CanonicalMap(times.mapValues { .integer($0.microseconds) }))
                }
            )
        )
    }

    static func secretUses(
        in canonical: CanonicalValue
    ) throws(CanonicalError) -> [String: [String: Timestamp]] {
        guard let sources = canonical.optionalMember("secretUses") else { return [:] }
        var uses: [String: [String: Timestamp]] = [:]
        for source in try canonical.members("secretUses") {
            let times = try sources.member(source.name)
            var last: [String: Timestamp] = [:]
            for secret in try sources.members(source.name) {
                last[secret.name] = Timestamp(microseconds: try times.integer(secret.name))
            }
            uses[source.name] = last
        }
        return uses
    }
}
