internal import Projection
internal import SyncModel

extension State {
    func createConnection(
        _ name: String,
        _ description: String?,
        _ apiKey: SecretValue,
        id: String,
        at time: Timestamp
    ) throws(CommandRefusal) -> Decision {
        try refuseTakenConnectionName(name, except: nil)
        let key = DecidedEvent.Value(apiKey, as: .apiKey(connectionID: id))
        let event = DecidedEvent(sealing: [key]) { position in
            let connection = Connection(
                id: id,
                name: name,
                description: description,
                apiKey: SealedValueReference(position: position, slot: 0),
                createdAt: time,
                updatedAt: time
            )
            return .connection(.created(connection))
        }
        return Decision(event, answer: .connection(id: id))
    }

    func decide(
        _ action: ConnectionAction,
        onConnection id: String,
        at time: Timestamp
    ) throws(CommandRefusal) -> Decision {
        guard let connection = connections[id] else { throw .unknownConnection(id: id) }
        switch action {
        case .update(let new):
            if let name = new.name { try refuseTakenConnectionName(name, except: id) }
            return Decision(connection.updated(new, at: time), answer: .connection(id: id))
        case .delete:
            if syncs.values.contains(where: { $0.connectionID == id }) { throw .connectionInUse }
            return Decision(
                [.connection(.deleted(id: id))],
                answer: .deletedConnection(connection)
            )
        }
    }

    private func refuseTakenConnectionName(
        _ name: String,
        except id: String?
    ) throws(CommandRefusal) {
        if connections.values.contains(where: { $0.name == name && $0.id != id }) {
            throw .connectionNameTaken(name)
        }
    }
}

extension Connection {
    fileprivate func updated(_ new: NewConnection, at time: Timestamp) -> DecidedEvent {
        var updated = self
        updated.name = new.name ?? name
        if let description = new.description { updated.description = description }
        updated.updatedAt = time
        guard let apiKey = new.apiKey else { return DecidedEvent(.connection(.updated(updated))) }
        let key = DecidedEvent.Value(apiKey, as: .apiKey(connectionID: id))
        return DecidedEvent(sealing: [key]) { [updated] position in
            var updated = updated
            updated.apiKey = SealedValueReference(position: position, slot: 0)
            return .connection(.updated(updated))
        }
    }
}
