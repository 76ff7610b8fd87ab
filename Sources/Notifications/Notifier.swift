package import LiveLog
package import Logging
package import OutboundHTTP
internal import Projection
package import ReadModels
internal import Synchronization
package import SyncModel

/// How sending to a target goes.
package struct NotificationStanding: Sendable, Equatable {
    /// When a message was last accepted; nil if none ever was.
    package var lastSentAt: Timestamp?
    /// Why the open message was not accepted, since when, and when it is sent again; nil while all
    /// is well.
    package var problem: Problem?

    /// Why a message was not accepted.
    package struct Problem: Sendable, Equatable {
        /// In words, without the address.
        package var message: String
        /// When the first try failed.
        package var since: Timestamp
        /// The number of tries that failed.
        var tryCount: Int
        /// When it is sent again.
        package var nextTryAt: Timestamp
    }
}

/// Tells the targets of the log what begins and what ceases to wait for a person.
///
/// Each message is kept on disk before it is sent, and until its receiver accepts it; a receiver
/// may get one twice, with the same id.
package final class Notifier: Sendable {
    /// The time from one look to the next.
    package static let interval = Duration.seconds(5)
    /// The time until the second try; it doubles with each.
    static let firstPause = Duration.seconds(10)
    static let longestPause = Duration.seconds(3600)
    /// How long a target may refuse messages before that waits for a person, too.
    static let patience = Duration.seconds(300)

    private struct Content: Sendable {
        var told: [String: ToldAttention]
        var problems: [String: NotificationStanding.Problem] = [:]
    }

    private let state: CurrentState
    private let sender: NotificationSender
    private let file: NotificationFile
    private let now: @Sendable () -> Timestamp
    private let makeUUID: @Sendable () -> String
    private let onTry: @Sendable (_ isAccepted: Bool) -> Void
    private let logger: Logger
    private let content: Mutex<Content>

    /// - Parameters:
    ///   - state: The targets are those of this state.
    ///   - vault: Opens their addresses and secrets.
    ///   - transport: Sends the messages.
    ///   - file: Keeps what was told.
    ///   - now: The time of day.
    ///   - makeUUID: Makes the ids of messages.
    ///   - onTry: Hears of each try to send a message, and whether it was accepted.
    ///   - logger: Gets a line for each failure.
    package init(
        state: CurrentState,
        vault: Vault,
        transport: any OutboundTransport,
        file: NotificationFile,
        now: @escaping @Sendable () -> Timestamp,
        makeUUID: @escaping @Sendable () -> String,
        onTry: @escaping @Sendable (_ isAccepted: Bool) -> Void = { _ in },
        logger: Logger
    ) {
        self.state = state
        sender = NotificationSender(vault: vault, transport: transport)
        self.file = file
        self.now = now
        self.makeUUID = makeUUID
        self.onTry = onTry
        self.logger = logger
        content = Mutex(Content(told: file.load()))
    }

    /// How sending to a target goes.
    package func standing(of target: NotificationTarget) -> NotificationStanding {
        content.withLock { content in
            NotificationStanding(
                lastSentAt: content.told[target.id]?.lastSentAt,
                problem: content.problems[target.id]
            )
        }
    }

    /// Whether the open message of each target was not accepted so far, by their names.
    package var failing: [String: Bool] {
        let (targets, problems) = (targets, content.withLock(\.problems))
        return targets.reduce(into: [:]) { $0[$1.name] = problems[$1.id] != nil }
    }

    /// The targets that have refused messages for long; that waits for a person, too.
    package var items: [AttentionItem] {
        let (now, targets) = (now(), targets)
        let problems = content.withLock(\.problems)
        return targets.compactMap { target in
            guard let problem = problems[target.id],
                now >= problem.since.advanced(by: Self.patience)
            else { return nil }
            return Self.item(problem, of: target)
        }
    }

    /// Sends a message that only tries the way, once.
    ///
    /// - Returns: Why it was not accepted; nil if it was.
    package func test(_ target: NotificationTarget) async -> NotificationFailure? {
        let time = now()
        let body = NotificationBody.test(to: target, at: time)
        return await sender.send(body, id: "msg_" + makeUUID(), to: target, at: time)
    }

    /// Compares what waits with what each target was told, and sends what is due.
    ///
    /// - Parameter attention: Everything that waits now; asked only if there is a target.
    package func look(_ attention: () -> [AttentionItem]) async {
        let now = state.current
        // A copy of a log that somebody only looks at must not call others.
        if now.hold?.cause == .restored { return }
        let targets = now.notifications.values.sorted { $0.name < $1.name }
        forget(allBut: Set(targets.map(\.id)))
        if targets.isEmpty { return }
        let (items, time) = (attention(), self.now())
        let (messages, hasNews) = content.withLock { content in
            var hasNews = false
            for target in targets {
                let relevant = items.filter { $0.concerns(target) }
                let isNew = content.told[target.id, default: ToldAttention()]
                    .compare(with: relevant, at: time) { "msg_" + makeUUID() }
                hasNews = hasNews || isNew
            }
            return (Self.due(targets, content, time), hasNews)
        }
        if hasNews { save() }
        await withTaskGroup(of: Void.self) { group in
            for (target, message) in messages {
                group.addTask { [self] in await send(message, to: target) }
            }
        }
    }

    private var targets: [NotificationTarget] {
        state.current.notifications.values.sorted { $0.name < $1.name }
    }

    private static func due(
        _ targets: [NotificationTarget],
        _ content: Content,
        _ time: Timestamp
    ) -> [(NotificationTarget, NotificationMessage)] {
        targets.compactMap { target in
            guard let message = content.told[target.id]?.open else { return nil }
            if let problem = content.problems[target.id], problem.rests(at: time) { return nil }
            return (target, message)
        }
    }

    private func send(_ message: NotificationMessage, to target: NotificationTarget) async {
        let body = NotificationBody.changes(message, to: target)
        let failure = await sender.send(body, id: message.id, to: target, at: now())
        // A server that stops has not heard a no.
        if failure != nil, Task.isCancelled { return }
        onTry(failure == nil)
        let time = now()
        content.withLock { content in
            // It may have been deleted meanwhile.
            guard content.told[target.id] != nil else { return }
            if let failure {
                content.problems[target.id] = .after(
                    content.problems[target.id],
                    failure.message,
                    at: time
                )
            } else {
                content.told[target.id]?.accept(at: time)
                content.problems[target.id] = nil
            }
        }
        if let failure {
            logger.warning(
                "notification not sent",
                metadata: ["notification": "\(target.name)", "error": "\(failure.message)"]
            )
        } else {
            save()
        }
    }

    private func forget(allBut ids: Set<String>) {
        let isLess = content.withLock { content in
            let before = content.told.count
            content.told = content.told.filter { ids.contains($0.key) }
            content.problems = content.problems.filter { ids.contains($0.key) }
            return content.told.count < before
        }
        if isLess { save() }
    }

    private func save() {
        do throws(DataDirectoryError) {
            try file.save(content.withLock(\.told))
        } catch {
            logger.warning("notifications not kept", metadata: ["error": "\(error)"])
        }
    }

    private static func item(
        _ problem: NotificationStanding.Problem,
        of target: NotificationTarget
    ) -> AttentionItem {
        AttentionItem(
            AttentionItem.notificationFailed,
            .problem,
            .notification(name: target.name),
            "Messages to \(target.name) at \(target.origin) are not accepted: \(problem.message)",
            hint: "They are sent again by themselves; to change the address, delete and create it.",
            since: problem.since
        )
    }
}

extension NotificationStanding.Problem {
    /// Whether it is too early for the next try; a clock that was set back does not count.
    fileprivate func rests(at time: Timestamp) -> Bool { since <= time && time < nextTryAt }

    /// The next failure in a row.
    fileprivate static func after(
        _ former: Self?,
        _ message: String,
        at time: Timestamp
    ) -> Self {
        let tryCount = (former?.tryCount ?? 0) + 1
        let pause = min(
            Notifier.firstPause * (1 << min(tryCount - 1, 16)),
            Notifier.longestPause
        )
        return Self(
            message: message,
            since: former?.since ?? time,
            tryCount: tryCount,
            nextTryAt: time.advanced(by: pause)
        )
    }
}

extension AttentionItem {
    /// A target is not told that it cannot be told.
    fileprivate func concerns(_ target: NotificationTarget) -> Bool {
        subject != .notification(name: target.name)
            && (severity == .problem || !target.onlyProblems)
    }
}
