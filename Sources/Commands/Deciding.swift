package import Projection
package import SyncModel

/// Decides what a command leads to; nothing is appended yet.
///
/// - Parameters:
///   - command: What is asked for and by whom.
///   - state: The current state; no other command may be decided before the events are appended.
///   - time: The time of the decision.
/// - Returns: The events to append and what to answer.
/// - Throws: `CommandRefusal`.
package func decide(
    _ command: Command,
    in state: State,
    at time: Timestamp
) throws(CommandRefusal) -> Decision {
    guard command.caller.role == .admin else { throw .roleForbids(command.caller.role) }
    return switch command.change {
    case .pushing(let change): state.decide(change)
    case .sync(let id, let action): try state.decide(action, onSync: id)
    case .token(let change): try state.decide(change, at: time)
    case .folder(let id, let change): try state.decide(change, of: id)
    }
}

extension State {
    func decide(_ change: PushingChange) -> Decision {
        switch change {
        case .hold(let reason): Decision([.pushing(.held(reason: reason))], answer: .hold)
        case .release: Decision(hold == nil ? [] : [.pushing(.released)], answer: .hold)
        }
    }

    func decide(
        _ change: TokenChange,
        at time: Timestamp
    ) throws(CommandRefusal) -> Decision {
        switch change {
        case .create(let name, let role, let digest):
            // The administrator's own token has this name, and is not in the log.
            if name == "admin" || tokens[name] != nil { throw .tokenExists(name: name) }
            let token = APIToken(name: name, role: role, digest: digest, createdAt: time)
            return Decision([.administration(.tokenCreated(token))], answer: .token(token))
        case .revoke(let name):
            guard let token = tokens[name] else { throw .unknownToken(name: name) }
            return Decision([.administration(.tokenRevoked(name: name))], answer: .token(token))
        }
    }

    func decide(
        _ change: FolderChange,
        of id: FolderID
    ) throws(CommandRefusal) -> Decision {
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
