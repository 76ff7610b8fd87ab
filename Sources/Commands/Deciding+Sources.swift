internal import Projection
internal import SyncModel

extension State {
    func create(
        _ new: NewSource,
        at time: Timestamp,
        ids: () -> String
    ) throws(CommandRefusal) -> Decision {
        if sources[new.name] != nil { throw .sourceNameTaken(new.name) }
        let secretIDs = new.secrets.map { _ in ids() }
        var values = zip(new.secrets, secretIDs)
            .map { DecidedEvent.Value($0, as: .webhookSecret(source: new.name, id: $1)) }
        if let access = new.kmsAccess {
            values.append(.init(access.clientSecret, as: .kmsClientSecret(source: new.name)))
        }
        let event = DecidedEvent(sealing: values) { position in
            .source(.created(new.source(secretIDs, at: position, time)))
        }
        return Decision(event, answer: .source(name: new.name))
    }

    func decide(
        _ action: SourceAction,
        onSource name: String,
        at time: Timestamp,
        ids: () -> String
    ) throws(CommandRefusal) -> Decision {
        guard let source = sources[name] else { throw .unknownSource(name: name) }
        switch action {
        case .update(let update):
            if let refusal = update.refusals(for: source).first { throw refusal }
            return Decision(source.updated(update, at: time), answer: .source(name: name))
        case .delete:
            return Decision([.source(.deleted(name: name))], answer: .deletedSource(source))
        case .addSecret(let new):
            let refusals = source.refusals(ofSecret: new.value, allowsWeak: new.allowsWeak)
            if let refusal = refusals.first { throw refusal }
            let event = source.adding(new, id: ids(), at: time)
            return Decision(event, answer: .source(name: name))
        case .removeSecret(let id):
            let updated = try source.removingSecret(id: id, at: time)
            return Decision([.source(.updated(updated))], answer: .source(name: name))
        }
    }
}

extension NewSource {
    fileprivate func source(
        _ secretIDs: [String],
        at position: Position,
        _ time: Timestamp
    ) -> WebhookSource {
        func place(_ slot: Int) -> SealedValueReference {
            SealedValueReference(position: position, slot: slot)
        }
        return WebhookSource(
            name: name,
            preset: preset,
            scheme: scheme,
            payload: payload,
            secrets: secretIDs.enumerated()
                .map { slot, id in
                    WebhookSource.Secret(
                        id: id,
                        createdAt: time,
                        notBefore: nil,
                        notAfter: nil,
                        value: place(slot)
                    )
                },
            toleranceSeconds: toleranceSeconds,
            isEnabled: isEnabled,
            kmsAccess: kmsAccess?.sealed(at: place(secretIDs.count)),
            createdAt: time,
            updatedAt: time
        )
    }
}

extension WebhookSource {
    fileprivate func updated(_ update: SourceUpdate, at time: Timestamp) -> DecidedEvent {
        var updated = self
        updated.isEnabled = update.isEnabled ?? isEnabled
        updated.toleranceSeconds = update.toleranceSeconds ?? toleranceSeconds
        updated.payload = update.payload ?? payload
        updated.updatedAt = time
        switch update.access {
        case .keep: break
        case .remove: updated.kmsAccess = nil
        case .adjust(let holds, let allowsInsecureHTTP):
            updated.kmsAccess = kmsAccess?.adjusted(holds, allowsInsecureHTTP)
        case .replace(let access):
            let secret = DecidedEvent.Value(access.clientSecret, as: .kmsClientSecret(source: name))
            return DecidedEvent(sealing: [secret]) { [updated] position in
                var updated = updated
                updated.kmsAccess = access.sealed(
                    at: SealedValueReference(position: position, slot: 0)
                )
                return .source(.updated(updated))
            }
        }
        return DecidedEvent(.source(.updated(updated)))
    }

    fileprivate func adding(_ new: NewSecret, id: String, at time: Timestamp) -> DecidedEvent {
        let value = DecidedEvent.Value(new.value, as: .webhookSecret(source: name, id: id))
        return DecidedEvent(sealing: [value]) { position in
            var updated = self
            updated.updatedAt = time
            updated.secrets.append(
                WebhookSource.Secret(
                    id: id,
                    createdAt: time,
                    notBefore: new.notBefore,
                    notAfter: new.notAfter,
                    value: SealedValueReference(position: position, slot: 0)
                )
            )
            return .source(.updated(updated))
        }
    }

    fileprivate func removingSecret(
        id: String,
        at time: Timestamp
    ) throws(CommandRefusal) -> WebhookSource {
        var updated = self
        updated.secrets.removeAll { $0.id == id }
        if updated.secrets.count == secrets.count { throw .unknownSecret(id: id) }
        if updated.secrets.isEmpty { throw .lastSecret }
        updated.updatedAt = time
        return updated
    }
}
