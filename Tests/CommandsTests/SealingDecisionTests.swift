import Commands
import Projection
import SyncModel
import Testing

/// Which values a decision seals, and that its events refer to them by position and slot.
@Suite struct SealingDecisionTests {
    private func place(_ slot: Int) -> SealedValueReference {
        SealedValueReference(position: next, slot: slot)
    }

    private func action(_ action: SourceAction) throws -> Decision {
        try decided(.source(name: "s", action), in: ordinary)
    }

    @Test func `a new connection seals its key`() throws {
        let change = Command.Change.createConnection(
            name: "new",
            description: nil,
            apiKey: SecretValue("key")
        )
        let decision = try decided(change, in: ordinary)
        let created = Connection(
            id: "id-1",
            name: "new",
            description: nil,
            apiKey: place(0),
            createdAt: now,
            updatedAt: now
        )
        #expect(decision.bodies == [.connection(.created(created))])
        #expect(decision.sealed == [ValueName.apiKey(connectionID: "id-1").text: "key"])
    }

    @Test func `a connection's key is sealed again only if a new one is given`() throws {
        var new = changed(NewConnection()) { $0.description = .some(nil) }
        let updated = changed(connection) {
            $0.description = nil
            $0.updatedAt = now
        }
        let kept = try decided(.connection(id: "c", .update(new)), in: ordinary)
        #expect(kept.bodies == [.connection(.updated(updated))])
        #expect(kept.sealed.isEmpty)
        new.apiKey = SecretValue("next")
        let replaced = try decided(.connection(id: "c", .update(new)), in: ordinary)
        #expect(
            replaced.bodies == [.connection(.updated(changed(updated) { $0.apiKey = place(0) }))]
        )
        #expect(replaced.sealed == [ValueName.apiKey(connectionID: "c").text: "next"])
    }

    @Test func `a new source seals its secrets and then the secret of its reader`() throws {
        let new = changed(newSource) {
            $0.payload = .hanzoKMS
            $0.kmsAccess = newAccess
        }
        let decision = try decided(.createSource(new), in: ordinary)
        let secrets = ["id-1", "id-2"].enumerated()
            .map { slot, id in
                WebhookSource.Secret(
                    id: id,
                    createdAt: now,
                    notBefore: nil,
                    notAfter: nil,
                    value: place(slot)
                )
            }
        let created = WebhookSource(
            name: "t",
            preset: "standard-webhooks",
            scheme: [:],
            payload: .hanzoKMS,
            secrets: secrets,
            toleranceSeconds: 60,
            isEnabled: false,
            kmsAccess: KMSAccess(
                api: .hanzoV1,
                baseURL: "https://kms.hanzo.ai",
                clientID: "new",
                clientSecret: place(2)
            ),
            createdAt: now,
            updatedAt: now
        )
        #expect(decision.bodies == [.source(.created(created))])
        #expect(
            decision.events.map { $0.values.map(\.secret) } == [
                [
                    SecretValue("first"), SecretValue("second"), SecretValue("client secret"),
                ]
            ]
        )
        #expect(
            decision.events.map { $0.values.map(\.name) } == [
                [
                    .webhookSecret(source: "t", id: "id-1"),
                    .webhookSecret(source: "t", id: "id-2"),
                    .kmsClientSecret(source: "t"),
                ]
            ]
        )
    }

    @Test func `a source's reader is kept, adjusted, replaced or removed`() throws {
        func updated(_ change: (inout SourceUpdate) -> Void) throws -> (KMSAccess?, [String]) {
            let decision = try action(.update(changed(SourceUpdate(), change)))
            guard case .source(.updated(let source))? = decision.bodies.first else {
                return (nil, [])
            }
            #expect(source.updatedAt == now)
            return (source.kmsAccess, Array(decision.sealed.values))
        }
        #expect(try updated { $0.toleranceSeconds = 5 } == (access, []))
        #expect(try updated { $0.access = .remove } == (nil, []))
        let adjusted = changed(access) { $0.holdsEmptiedFolders = false }
        #expect(
            try updated { $0.access = .adjust(holdsEmptiedFolders: false, allowsInsecureHTTP: nil) }
                == (adjusted, [])
        )
        let (replaced, sealed) = try updated { $0.access = .replace(newAccess) }
        #expect(replaced?.clientSecret == place(0))
        #expect(replaced?.clientID == "new")
        #expect(sealed == ["client secret"])
    }

    @Test func `a source's reader may go together with the payload that allowed it`() throws {
        let update = changed(SourceUpdate()) {
            $0.payload = .secretEvents
            $0.access = .remove
        }
        let updated = changed(source) {
            $0.payload = .secretEvents
            $0.kmsAccess = nil
            $0.updatedAt = now
        }
        #expect(try action(.update(update)).bodies == [.source(.updated(updated))])
    }

    @Test func `a secret is added behind those there are`() throws {
        let new = NewSecret(
            SecretValue("0123456789abcdef0123456789abcdef"),
            allowsWeak: false,
            notBefore: now,
            notAfter: nil
        )
        let decision = try action(.addSecret(new))
        let added = WebhookSource.Secret(
            id: "id-1",
            createdAt: now,
            notBefore: now,
            notAfter: nil,
            value: place(0)
        )
        let updated = changed(source) {
            $0.secrets.append(added)
            $0.updatedAt = now
        }
        #expect(decision.bodies == [.source(.updated(updated))])
        #expect(
            decision.sealed == [
                ValueName.webhookSecret(source: "s", id: "id-1").text:
                    "0123456789abcdef0123456789abcdef"
            ]
        )
    }
}
