import Projection
import SyncModel
import TestSupport
import Testing

@Suite struct SecretUseTests {
    private static func source(_ ids: [String]) -> WebhookSource {
        WebhookSource(
            name: "kms",
            preset: "github",
            scheme: [:],
            payload: .hanzoKMS,
            secrets: ids.map { id in
                WebhookSource.Secret(
                    id: id,
                    createdAt: Timestamp(microseconds: 1),
                    notBefore: nil,
                    notAfter: nil,
                    value: SealedValueReference(position: Position(1), slot: 0)
                )
            },
            toleranceSeconds: 300,
            isEnabled: true,
            createdAt: Timestamp(microseconds: 1),
            updatedAt: Timestamp(microseconds: 1)
        )
    }

    private static func fold(_ bodies: [(EventBody, secret: String?)]) -> State {
        var state = State()
        for (index, (body, secret)) in bodies.enumerated() {
            let number = Int64(index + 1)
            state.apply(
                .sample(
                    number,
                    body,
                    recordedAt: Timestamp(microseconds: number * 1000),
                    source: secret == nil ? nil : "kms",
                    secretID: secret
                )
            )
        }
        return state
    }

    private static let delivery = EventBody.delivery(.ignored(type: "test", reason: ""))

    @Test func `the log says when each secret last matched`() {
        let state = Self.fold([
            (.source(.created(Self.source(["a", "b"]))), nil), (Self.delivery, "a"),
            (Self.delivery, "b"), (Self.delivery, "a"),
        ])
        #expect(state.lastMatch(of: "a", in: "kms") == Timestamp(microseconds: 4000))
        #expect(state.lastMatch(of: "b", in: "kms") == Timestamp(microseconds: 3000))
        #expect(state.lastMatch(of: "c", in: "kms") == nil)
    }

    @Test func `it is kept in saved states, and forgotten with the secret and with the source`()
        throws
    {
        let used: [(EventBody, secret: String?)] = [
            (.source(.created(Self.source(["a", "b"]))), nil), (Self.delivery, "a"),
            (Self.delivery, "b"),
        ]
        let state = Self.fold(used)
        #expect(try State(canonical: state.canonical) == state)
        let removed = Self.fold(used + [(.source(.updated(Self.source(["b"]))), nil)])
        #expect(removed.lastMatch(of: "a", in: "kms") == nil)
        #expect(removed.lastMatch(of: "b", in: "kms") != nil)
        #expect(try State(canonical: removed.canonical) == removed)
        let none = Self.fold(used + [(.source(.deleted(name: "kms")), nil)])
        #expect(none.lastMatch(of: "b", in: "kms") == nil)
        #expect(try State(canonical: none.canonical) == none)
    }
}
