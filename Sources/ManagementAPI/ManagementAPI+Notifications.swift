internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Commands
internal import Cryptography
internal import Encodings
internal import LiveLog
internal import Notifications
internal import Projection
internal import SyncModel

extension ManagementAPI {
    func addNotificationRoutes(to routes: RouteTable) {
        routes.on(.listNotifications) { _ in
            let targets = state.current.notifications.values.sorted { $0.name < $1.name }
            return .object(["notifications": .list(targets.map(json))])
        }
        routes.on(.createNotification) { call in try await createNotification(call) }
        routes.on(.testNotification) { call in
            let target = try notification(call.parameter("name"))
            try tests.note(call.caller, at: now())
            let failure = await notifier?.test(target)
            return .object([
                "test": .object([
                    "isAccepted": .bool(notifier != nil && failure == nil),
                    "status": .optional(failure?.status.map(Int64.init)) ?? .null,
                    "problem": .optional(failure?.message) ?? .null,
                ])
            ])
        }
        routes.on(.deleteNotification) { call in
            try await perform(.notification(.delete(name: call.parameter("name"))), call)
        }
    }

    private func createNotification(_ call: Call) async throws -> CanonicalValue {
        let new = try NewNotification.resource.read(call.body)
        let secret: SecretValue? =
            switch new.form {
            case .standard:
                SecretValue("whsec_" + Base64.encode(try SecureRandom.bytes(count: 32)))
            case .slack: nil
            }
        let created = NotificationChange.create(
            name: new.name,
            new.form,
            onlyProblems: new.onlyProblems,
            url: new.url,
            origin: new.origin,
            secret: secret
        )
        _ = try await perform(.notification(created), call)
        // Here and never again.
        return .object([
            "notification": json(try notification(new.name))
                .adding(["secret": .optional(secret?.reveal()) ?? .null])
        ])
    }

    func notification(_ name: String) throws(APIError) -> NotificationTarget {
        guard let target = state.current.notifications[name] else {
            throw APIError(CommandRefusal.unknownNotification(name: name))
        }
        return target
    }

    func json(_ target: NotificationTarget) -> CanonicalValue {
        let standing = notifier?.standing(of: target)
        return .object([
            "name": .text(target.name),
            "form": .text(target.form.rawValue),
            "onlyProblems": .bool(target.onlyProblems),
            "origin": .text(target.origin),
            "createdAt": .text(target.createdAt.rfc3339),
            "lastSentAt": .optional(standing?.lastSentAt?.rfc3339) ?? .null,
            "problem": standing?.problem
                .map { problem in
                    .object([
                        "message": .text(problem.message),
                        "since": .text(problem.since.rfc3339),
                        "nextTryAt": .text(problem.nextTryAt.rfc3339),
                    ])
                } ?? .null,
        ])
    }
}
