internal import Encodings
internal import EventLog
internal import SecretSealing
internal import Synchronization
internal import SyncModel

/// The events of one delivery that the log had already, as its writer tells.
final class Repetitions: Sendable {
    private let found = Mutex<[Int: Position]>([:])

    /// The position that each was first recorded at, by its place in the delivery.
    var all: [Int: Position] { found.withLock(\.self) }

    /// Notes one; the writer may say it again where it has to begin anew.
    func note(_ index: Int, _ first: Position) {
        found.withLock { $0[index] = first }
    }
}

/// Compares what came again with what was recorded the first time.
///
/// The first one stands. A sender that gives another change the same id loses it, and is told so.
final class RepetitionComparison: Sendable {
    /// Deliveries that wait for their comparison; those beyond are answered without one.
    private static let waitingLimit = 256

    private let log: EventLog
    private let sealer: SecretSealer
    /// A thread of its own: what comes again holds up nothing that is new.
    private let thread = LogThreads(count: 1, label: "repetitions")
    private let waiting = Mutex(0)

    init(log: EventLog, sealer: SecretSealer) {
        self.log = log
        self.sealer = sealer
    }

    /// Looks at each event that was recorded before.
    ///
    /// - Parameters:
    ///   - events: What the delivery brought.
    ///   - repetitions: Which of it the log had already.
    ///   - source: The source's name.
    ///   - done: Is told the first position of each that has other content; called once, on a thread of its own or this one.
    func compare(
        _ events: [DeliveredEvent],
        _ repetitions: Repetitions,
        from source: String,
        done: @escaping @Sendable ([Position]) -> Void
    ) {
        let repeated = repetitions.all
        if repeated.isEmpty { return done([]) }
        let hasRoom = waiting.withLock { count in
            if count >= Self.waitingLimit { return false }
            count += 1
            return true
        }
        guard hasRoom else { return done([]) }
        thread.run { [self] in
            let differing = repeated.filter { index, first in
                differs(events[index].content, fromEventAt: first, source)
            }
            waiting.withLock { $0 -= 1 }
            done(differing.values.sorted())
        }
    }

    /// Whether an event has other content than the first of its id; false where that cannot be told any more.
    private func differs(
        _ content: DeliveredContent,
        fromEventAt position: Position,
        _ source: String
    ) -> Bool {
        guard let first = try? log.reader.event(at: position) else { return false }
        switch (content, first.body) {
        case (
            .changed(let path, let changes, let leftOut),
            .secrets(.changed(let known, let all, let out))
        ):
            return path != known || leftOut != out || changes.count != all.count
                || zip(changes, all)
                    .contains { differs($0, from: $1, FolderID(source: source, path: path), first) }
        case (
            .snapshot(let path, let secrets, let leftOut),
            .secrets(.snapshot(let known, let all, let out))
        ):
            return path != known || leftOut != out || secrets.count != all.count
                || zip(secrets, all)
                    .contains { differs($0, from: $1, FolderID(source: source, path: path), first) }
        case (.imports(let path, let imports), .secrets(.imports(let known, let all))):
            return path != known || imports != all
        case (.notified(let path, _), .folder(.notified(let known, _))): return path != known
        // What an ignored one held was not kept.
        case (.ignored(let type, _), .delivery(.ignored(let known, _))): return type != known
        case (.changed, _), (.snapshot, _), (.imports, _), (.notified, _), (.ignored, _):
            return true
        }
    }

    private func differs(
        _ change: DeliveredChange,
        from known: SecretChange,
        _ folder: FolderID,
        _ first: RecordedEvent
    ) -> Bool {
        switch (change, known) {
        case (.set(let secret), .set(let entry)): differs(secret, from: entry, folder, first)
        case (.delete(let key, let version), .delete(let other, let known)):
            !key.isSpelled(other) || version != known
        case (.set, .delete), (.delete, .set): true
        }
    }

    private func differs(
        _ secret: DeliveredSecret,
        from entry: SecretEntry,
        _ folder: FolderID,
        _ first: RecordedEvent
    ) -> Bool {
        if !secret.key.isSpelled(entry.key) || secret.version != entry.version { return true }
        let name = ValueName.secret(secret.key, in: folder)
        let place = SealedValueReference(position: first.position, slot: entry.slot)
        // The fingerprint of a value that was destroyed is under a key that is no more.
        guard (try? log.reader.placesWithoutKey(among: [place]))?.isEmpty == true,
            let fingerprint = try? sealer.fingerprint(of: secret.value, name: name)
        else { return false }
        return fingerprint != entry.fingerprint
    }
}
