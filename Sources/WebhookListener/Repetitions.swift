internal import Encodings
internal import EventLog
internal import SecretSealing
internal import Synchronization
internal import SyncModel

/// The events of a delivery that the log already had, as reported by its writer.
final class Repetitions: Sendable {
    private let found = Mutex<[Int: Position]>([:])

    /// The first position of each repeated event, by index in the delivery.
    var all: [Int: Position] { found.withLock(\.self) }

    /// Records one; the writer may repeat a report when it starts over.
    func note(_ index: Int, _ first: Position) {
        found.withLock { $0[index] = first }
    }
}

/// Compares repeated events with their first occurrence.
///
/// The first occurrence stands. A sender that reuses an id for a different change loses that
/// change, and is told so.
final class RepetitionComparison: Sendable {
    /// The maximum number of deliveries waiting for comparison; further ones are answered without
    /// it.
    private static let waitingLimit = 256

    private let log: EventLog
    private let sealer: SecretSealer
    /// A separate thread, so that repetitions never delay new deliveries.
    private let thread = LogThreads(count: 1, label: "repetitions")
    private let waiting = Mutex(0)

    init(log: EventLog, sealer: SecretSealer) {
        self.log = log
        self.sealer = sealer
    }

    /// Compares each event that was recorded before.
    ///
    /// - Parameters:
    ///   - events: The events of the delivery.
    ///   - repetitions: The ones that the log already had.
    ///   - source: The source's name.
    ///   - done: Called once with the first position of each event whose content differs, on this
    ///     or another thread.
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

    /// Whether an event differs from the first one with its id; false if that can no longer be
    /// determined.
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
        // The content of an ignored event was not kept.
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
            !key.hasSameBytes(as: other) || version != known
        case (.set, .delete), (.delete, .set): true
        }
    }

    private func differs(
        _ secret: DeliveredSecret,
        from entry: SecretEntry,
        _ folder: FolderID,
        _ first: RecordedEvent
    ) -> Bool {
        if !secret.key.hasSameBytes(as: entry.key) || secret.version != entry.version {
            return true
        }
        let name = ValueName.secret(secret.key, in: folder)
        let place = SealedValueReference(position: first.position, slot: entry.slot)
        // If the value was destroyed, so was the key of its fingerprint.
        guard (try? log.reader.placesWithoutKey(among: [place]))?.isEmpty == true,
            let fingerprint = try? sealer.fingerprint(of: secret.value, name: name)
        else { return false }
        return fingerprint != entry.fingerprint
    }
}
