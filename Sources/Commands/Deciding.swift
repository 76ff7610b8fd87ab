package import Projection
package import SyncModel

/// Decides what a command leads to; nothing is appended yet.
///
/// - Parameters:
///   - command: What is asked for and by whom.
///   - state: The current state; no other command may be decided before the events are appended.
///   - time: The time of the decision.
///   - ids: Makes a new UUID in lower case with each call.
/// - Returns: The events to append and what to answer.
/// - Throws: `CommandRefusal`.
package func decide(
    _ command: Command,
    in state: State,
    at time: Timestamp,
    ids: () -> String
) throws(CommandRefusal) -> Decision {
    let (change, role) = (command.change, command.caller.role)
    guard role == .admin || change.isOpenToAuditors else { throw .roleForbids(role) }
    return switch change {
    case .pushing(let change): state.decide(change)
    case .createConnection(let name, let description, let apiKey):
        try state.createConnection(name, description, apiKey, id: ids(), at: time)
    case .connection(let id, let action): try state.decide(action, onConnection: id, at: time)
    case .createSource(let source): try state.create(source, at: time, ids: ids)
    case .source(let name, let action):
        try state.decide(action, onSource: name, at: time, ids: ids)
    case .createSync(let creation): try state.create(creation, at: time, ids: ids)
    case .sync(let id, let action): try state.decide(action, onSync: id, at: time)
    case .token(let change): try state.decide(change, at: time)
    case .notification(let change): try state.decide(change, id: ids(), at: time)
    case .folder(let id, let change): try state.decide(change, of: id)
    case .disclosure(let disclosure): disclosure.decision
    case .shred(let request): try state.decide(request)
    }
}

extension Disclosure {
    var decision: Decision {
        switch self {
        case .reveal(let values):
            Decision([.administration(.valuesRevealed(values))], answer: .disclosure)
        case .export(let export):
            Decision([.administration(.logExported(export))], answer: .disclosure)
        }
    }
}

extension State {
    func decide(_ change: PushingChange) -> Decision {
        switch change {
        case .hold(let reason): Decision([.pushing(.held(reason: reason))], answer: .hold)
        case .release: Decision(hold == nil ? [] : [.pushing(.released)], answer: .hold)
        }
    }

    func decide(_ change: TokenChange, at time: Timestamp) throws(CommandRefusal) -> Decision {
        switch change {
        case .create(let name, let role, let digest, let expiresAt, let projects):
            // The administrator's own token has this name, and is not in the log.
            if name == "admin" || tokens[name] != nil { throw .tokenExists(name: name) }
            if let expiresAt, expiresAt <= time { throw .expiryPassed }
            let token = APIToken(
                name: name,
                role: role,
                digest: digest,
                createdAt: time,
                expiresAt: expiresAt,
                projects: projects.map { Set($0).sorted() }
            )
            return Decision([.administration(.tokenCreated(token))], answer: .token(token))
        case .rotateAdmin(let old, let new):
            let rotation = KeyRotation(kind: .adminToken, from: old, to: new)
            return Decision([.administration(.keyRotated(rotation))], answer: .disclosure)
        case .revoke(let name):
            guard let token = tokens[name] else { throw .unknownToken(name: name) }
            return Decision([.administration(.tokenRevoked(name: name))], answer: .token(token))
        }
    }

    func decide(_ change: FolderChange, of id: FolderID) throws(CommandRefusal) -> Decision {
        switch change {
        case .confirmEmpty:
            guard fetchStatuses[id]?.held != nil else { throw .nothingToConfirm(id) }
            return Decision(
                [.folder(.emptiedConfirmed(id.path))],
                of: id.source,
                answer: .heldFolder(id)
            )
        case .declareComplete:
            guard let folder = folders[id], folder.isKnown else { throw .unknownFolder(id) }
            return Decision(
                folder.isComplete ? [] : [.folder(.declaredComplete(id))],
                answer: .folder(id, folder)
            )
        }
    }
}
