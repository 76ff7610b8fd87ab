import Commands
import Encodings
import EventLog
import LiveLog
import Logging
import Notifications
import OutboundHTTP
import Projection
import ReadModels
import SecretSealing
import SyncModel
import Synchronization
import TestSupport
import Testing

/// Receivers that answer from a script.
final class Receivers: OutboundTransport {
    private let answers = Mutex<[String: [Int]]>([:])
    private let received = Mutex<[OutboundRequest]>([])

    /// What was posted, oldest first.
    var requests: [OutboundRequest] { received.withLock(\.self) }

    /// The answers of an address, one for each request; 204 once there are no more.
    func answer(_ statuses: [Int], at url: String) { answers.withLock { $0[url] = statuses } }

    /// 0 stands for no answer at all.
    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        received.withLock { $0.append(request) }
        let status = answers.withLock { answers in
            answers[request.url]?.isEmpty == false ? answers[request.url]?.removeFirst() : nil
        }
        if status == 0 { throw .timedOut }
        return OutboundResponse(status: status ?? 204)
    }
}

extension OutboundRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    var json: JSONValue { (try? JSONValue.parse(body ?? [])) ?? .null }
}

/// A log with targets, and what tells them.
final class NotificationBench {
    static let secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

    private static let actor = Actor(type: "token", name: "admin")

    let files: TestLog
    let log: EventLog
    let state: CurrentState
    let sealer: SecretSealer
    let receivers = Receivers()
    let clock = VirtualClock(standsStill: true)
    private(set) var notifier: Notifier
    private let ids = Mutex(0)
    private let kept = Tries()

    private final class Tries: Sendable {
        let all = Mutex<[Bool]>([])
    }

    init() throws {
        let (state, clock) = (CurrentState(), clock)
        files = try TestLog()
        log = try files.open(now: { clock.timestamp }, onCommit: { state.apply($0) })
        sealer = try TestLog.sealer(of: log)
        self.state = state
        notifier = Self.notifier(log, state, sealer, receivers, clock, files.directory, kept)
    }

    /// As a server that was started again.
    func restart() {
        notifier = Self.notifier(log, state, sealer, receivers, clock, files.directory, kept)
    }

    private static func notifier(
        _ log: EventLog,
        _ state: CurrentState,
        _ sealer: SecretSealer,
        _ receivers: Receivers,
        _ clock: VirtualClock,
        _ directory: String,
        _ kept: Tries
    ) -> Notifier {
        let count = Mutex(0)
        let start = "\(clock.now.offset.components.seconds)"
        return Notifier(
            state: state,
            vault: Vault(reader: log.reader, sealer: sealer),
            transport: receivers,
            file: NotificationFile(directory),
            now: { clock.timestamp },
            makeUUID: {
                count.withLock {
                    $0 += 1
                    return "\(start)-\($0)"
                }
            },
            onTry: { isAccepted in kept.all.withLock { $0.append(isAccepted) } },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// Whether each message that was sent was accepted, oldest first.
    var tries: [Bool] { kept.all.withLock(\.self) }

    static func url(_ name: String) -> String { "https://\(name).example/hook/secret-part" }

    func add(
        _ name: String,
        _ form: NotificationTarget.Form = .standard,
        onlyProblems: Bool = false
    ) async throws {
        try await perform(
            .create(
                name: name,
                form,
                onlyProblems: onlyProblems,
                url: SecretValue(Self.url(name)),
                origin: "https://\(name).example",
                secret: form == .standard ? SecretValue(Self.secret) : nil
            )
        )
    }

    func append(_ body: EventBody) async throws {
        _ = try await log.append(AppendRequest(events: [PendingEvent(body)]))
    }

    func perform(_ change: NotificationChange) async throws {
        let caller = Command.Caller(actor: Self.actor, role: .admin)
        let number = ids.withLock {
            $0 += 1; return $0
        }
        let decision = try decide(
            Command(.notification(change), by: caller),
            in: state.current,
            at: clock.timestamp
        ) { "id-\(number)" }
        try await log.append(decision, by: Self.actor, sealer)
    }

    /// Looks once at what waits, some time later.
    func look(_ items: [AttentionItem], after pause: Duration = .zero) async {
        clock.advance(by: pause)
        await notifier.look { items }
    }

    func target(_ name: String) throws -> NotificationTarget {
        try #require(state.current.notifications[name])
    }

    static func item(
        _ code: String,
        _ name: String = "payments",
        _ severity: AttentionItem.Severity = .problem
    ) -> AttentionItem {
        AttentionItem(
            code,
            severity,
            .sync(id: "id of \(name)", name: name),
            "Something is <wrong> & odd.",
            hint: "Do something."
        )
    }
}
