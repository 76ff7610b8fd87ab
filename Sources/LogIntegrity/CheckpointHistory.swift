internal import Encodings
internal import Foundation
internal import LiveLog
internal import Logging
package import LogModels
internal import Synchronization
internal import SyncModel
internal import Transparency

/// The checkpoints that were signed: all of the newest, and fewer the older they are.
///
/// They stand in a file beside the log. It is a help for people and no record: one that cannot be
/// read counts as empty.
package final class CheckpointHistory: Sendable {
    /// How many of the newest are all kept.
    static let recentCount = 60
    /// For how long one an hour is kept; then it is one a day.
    static let hourlyAge = Duration.seconds(48 * 3600)
    /// The maximum number that is kept.
    static let limit = 500
    private static let (hour, day): (Int64, Int64) = (3_600_000_000, 86_400_000_000)

    private struct Content: Sendable {
        /// Newest first.
        var kept: [SignedCheckpoint] = []
        var standing = CheckpointStanding()
    }

    private let path: String
    private let logger: Logger
    private let content = Mutex(Content())

    init(_ directory: String, interval: Duration?, hasWitness: Bool, logger: Logger) {
        path = directory + "/checkpoint.history"
        self.logger = logger
        content.withLock { content in
            content.kept = Self.load(path)
            content.standing.interval = interval
            content.standing.hasWitness = hasWitness
        }
    }

    /// The kept checkpoints, newest first.
    package var newestFirst: [SignedCheckpoint] { content.withLock(\.kept) }

    /// How signing stands.
    package var standing: CheckpointStanding {
        content.withLock { content in
            var standing = content.standing
            standing.newest = content.kept.first
            standing.newestWitnessed = content.kept.first { $0.witnessedAt != nil }
            return standing
        }
    }

    /// Takes the newest checkpoint from before a restart, if it is not among those that were kept.
    func restore(_ head: Checkpoint, _ note: SignedNote, at time: Timestamp) {
        content.withLock { content in
            guard content.kept.first?.size.number != head.size else { return }
            // A log that was put back has not been signed beyond its end.
            content.kept.removeAll { $0.size.number >= head.size }
            var checkpoint = SignedCheckpoint(head, note, at: time)
            if note.signatures.count > 1 { checkpoint.witnessedAt = time }
            content.kept.insert(checkpoint, at: 0)
        }
    }

    /// Keeps a new checkpoint, or one with the witness's signature in place of itself.
    ///
    /// It writes a file.
    func keep(_ head: Checkpoint, _ note: SignedNote, at time: Timestamp, isWitnessed: Bool) {
        let kept = content.withLock { content in
            var checkpoint = SignedCheckpoint(head, note, at: time)
            if let same = content.kept.first, same.size == checkpoint.size {
                checkpoint = same
                checkpoint.note = note.note
                content.kept.removeFirst()
            }
            if isWitnessed { checkpoint.witnessedAt = time }
            content.kept.insert(checkpoint, at: 0)
            content.kept = Self.thinned(content.kept)
            return content.kept
        }
        do {
            let bytes = CanonicalEncoding.encode(.list(kept.map(\.canonical)))
            try DurableFile.replace(path, with: bytes, mode: 0o600)
        } catch {
            logger.warning("checkpoints not kept", metadata: ["error": "\(error)"])
        }
    }

    /// Notes whether the last try to sign went well.
    func note(_ problem: (any ExplainedError)?) {
        content.withLock { $0.standing.problem = problem.map { ($0.code, $0.message) } }
    }

    /// Notes whether the last question to the witness went well.
    func noteWitness(_ problem: (any ExplainedError)?) {
        content.withLock { $0.standing.witnessProblem = problem.map { ($0.code, $0.message) } }
    }

    /// Those that are worth keeping: beyond the newest, the last one of each hour and then of each
    /// day.
    static func thinned(_ checkpoints: [SignedCheckpoint]) -> [SignedCheckpoint] {
        guard let newest = checkpoints.first else { return [] }
        var kept = Array(checkpoints.prefix(recentCount))
        for checkpoint in checkpoints.dropFirst(recentCount) {
            let isRecent = checkpoint.signedAt.advanced(by: hourlyAge) > newest.signedAt
            let period = isRecent ? hour : day
            let own = checkpoint.signedAt.microseconds / period
            if own != kept.last.map({ $0.signedAt.microseconds / period }) {
                kept.append(checkpoint)
            }
        }
        return Array(kept.prefix(limit))
    }

    private static func load(_ path: String) -> [SignedCheckpoint] {
        guard let data = FileManager.default.contents(atPath: path),
            case .list(let list)? = try? CanonicalDecoding.decode([UInt8](data))
        else { return [] }
        return list.compactMap { try? SignedCheckpoint(canonical: $0) }
    }
}

extension SignedCheckpoint {
    fileprivate init(_ head: Checkpoint, _ note: SignedNote, at time: Timestamp) {
        self.init(
            size: Position(head.size),
            rootHash: Base64.encode(head.root),
            signedAt: time,
            note: note.note
        )
    }
}
