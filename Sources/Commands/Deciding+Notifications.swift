internal import Projection
internal import SyncModel

extension State {
    func decide(
        _ change: NotificationChange,
        id: String,
        at time: Timestamp
    ) throws(CommandRefusal) -> Decision {
        switch change {
        case .create(let name, let form, let onlyProblems, let url, let origin, let secret):
            if notifications[name] != nil { throw .notificationExists(name: name) }
            if notifications.count >= NotificationTarget.limit { throw .tooManyNotifications }
            let values =
                [DecidedEvent.Value(url, as: .notificationURL(targetID: id))]
                + [secret].compactMap(\.self)
                .map { DecidedEvent.Value($0, as: .notificationSecret(targetID: id)) }
            let isSigned = secret != nil
            let event = DecidedEvent(sealing: values) { position in
                .administration(
                    .notificationCreated(
                        NotificationTarget(
                            id: id,
                            name: name,
                            form: form,
                            onlyProblems: onlyProblems,
                            origin: origin,
                            url: SealedValueReference(position: position, slot: 0),
                            secret: isSigned
                                ? SealedValueReference(position: position, slot: 1) : nil,
                            createdAt: time
                        )
                    )
                )
            }
            return Decision(event, answer: .notification(name: name))
        case .delete(let name):
            guard let target = notifications[name] else { throw .unknownNotification(name: name) }
            return Decision(
                [.administration(.notificationDeleted(name: name))],
                answer: .deletedNotification(target)
            )
        }
    }
}
