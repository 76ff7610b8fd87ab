import Projection
import ReadModels
import SyncModel
import Testing

@Suite struct SecretWarningTests {
    private static let day: Int64 = 24 * 3600 * 1_000_000
    private static let now = at(100)

    private static func at(_ days: Int64) -> Timestamp {
        Timestamp(microseconds: days * day)
    }

    private static func secret(
        _ id: String,
        made: Int64,
        from: Int64? = nil,
        until: Int64? = nil
    ) -> WebhookSource.Secret {
        WebhookSource.Secret(
            id: id,
            createdAt: at(made),
            notBefore: from.map(at),
            notAfter: until.map(at),
            value: SealedValueReference(position: Position(1), slot: 0)
        )
    }

    private static func source(_ secrets: [WebhookSource.Secret]) -> WebhookSource {
        WebhookSource(
            name: "kms",
            preset: "github",
            scheme: [:],
            payload: .hanzoKMS,
            secrets: secrets,
            toleranceSeconds: 300,
            isEnabled: true,
            createdAt: at(1),
            updatedAt: at(1)
        )
    }

    private func concerns(
        _ secrets: [WebhookSource.Secret],
        _ uses: [String: Int64] = [:]
    ) -> [SecretWarning] {
        SecretWarning.warnings(
            about: Self.source(secrets),
            uses: uses.mapValues(Self.at),
            now: Self.now
        )
    }

    private static let old = secret("old", made: 1)
    private static let new = secret("new", made: 95)

    @Test func `one secret without an end is no concern`() {
        #expect(concerns([Self.old], ["old": 99]).isEmpty)
    }

    @Test func `an old secret that still matches is named until the sender changes over`() {
        let expected = SecretWarning.oldOneInUse(
            secretID: "old",
            lastMatchedAt: Self.at(99),
            newestID: "new"
        )
        #expect(concerns([Self.old, Self.new], ["old": 99]) == [expected])
        #expect(concerns([Self.old, Self.new], ["old": 99, "new": 99]) == [expected])
        #expect(concerns([Self.old, Self.new], ["old": 94, "new": 99]).isEmpty)
        #expect(concerns([Self.old, Self.new], ["new": 99]).isEmpty)
    }

    @Test func `an old secret that matched long ago is no concern`() {
        let new = Self.secret("new", made: 50)
        #expect(concerns([Self.old, new], ["old": 92]).isEmpty)
        #expect(concerns([Self.old, new], ["old": 93]).count == 1)
    }

    @Test func `a newer secret that is not valid yet makes no other one old`() {
        let next = Self.secret("next", made: 95, from: 101)
        #expect(concerns([Self.old, next], ["old": 99]).isEmpty)
    }

    @Test func `an end within seven days is named, and whether another secret stays`() {
        let ending = Self.secret("a", made: 1, until: 107)
        let expected = SecretWarning.endsSoon(secretID: "a", at: Self.at(107), isLast: true)
        #expect(concerns([ending]) == [expected])
        let stays = Self.secret("b", made: 1)
        let both = SecretWarning.endsSoon(secretID: "a", at: Self.at(107), isLast: false)
        #expect(concerns([ending, stays]) == [both])
        #expect(concerns([Self.secret("a", made: 1, until: 108)]).isEmpty)
    }

    @Test func `no valid secret is named`() {
        #expect(concerns([Self.secret("a", made: 1, until: 99)]) == [.noneValid])
        #expect(concerns([Self.secret("a", made: 1, from: 101)]) == [.noneValid])
    }
}
