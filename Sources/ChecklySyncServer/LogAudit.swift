internal import Cryptography
internal import EventLog
internal import LiveState
internal import Projection
internal import SecretSealing
internal import SyncModel
internal import Transparency

/// Reads a log's files from the first event to the last and believes nothing of them.
package struct LogAudit {
    private static let problemLimit = 1000

    let log: AuditedLog
    let sealer: SecretSealer?
    private let heads: [Checkpoint]
    private var problems: [AuditReport.Problem] = []
    private var expected = Position(1)
    private var frontier = MerkleFrontier()
    private var roots: [Int64: [UInt8]] = [:]
    private(set) var state = State()
    private var isFoldable = true
    private var deliveries = DeliveryCoverage()

    /// Looks at a log.
    ///
    /// - Parameters:
    ///   - dataDirectory: The files, also a copy of them.
    ///   - masterKey: opens the data keys, so that exchanged ones are found; 32 bytes.
    ///   - checkpoints: what the log must agree with.
    /// - Returns: What was found; every problem is named.
    /// - Throws: `EventLogError` for what is no database at all.
    package static func run(
        dataDirectory: String,
        masterKey: [UInt8]?,
        checkpoints: [TrustedCheckpoint]
    ) async throws -> AuditReport {
        let start = ContinuousClock.now
        var audit = try LogAudit(dataDirectory, masterKey, checkpoints)
        try await audit.run()
        return AuditReport(
            size: audit.frontier.size,
            rootHash: Base64.encode(audit.frontier.root),
            stateHash: stateHash(audit.state),
            problems: audit.problems,
            duration: ContinuousClock.now - start
        )
    }

    private init(
        _ dataDirectory: String,
        _ masterKey: [UInt8]?,
        _ trusted: [TrustedCheckpoint]
    ) throws {
        log = try AuditedLog(directory: dataDirectory)
        let identity = try log.reader.identity()
        var found: [AuditReport.Problem] = log.changedObjects.map {
            .init(position: 0, kind: "schema-changed", message: "\($0) is not as it was made")
        }
        do {
            sealer = try masterKey.map { key in
                try SecretSealer(
                    masterKey: key,
                    logID: identity.id,
                    wrappedIdentityKey: identity.wrappedKey,
                    storedFingerprintKey: { _ in nil }
                )
            }
        } catch {
            sealer = nil
            found.append(
                .init(position: 0, kind: "master-key", message: "the master key is another log's")
            )
        }
        heads = trusted.compactMap { $0.head(of: logOrigin(identity.id)) }
        if heads.count < trusted.count {
            let message = "a checkpoint is not signed by this log's key"
            found.append(.init(position: 0, kind: "checkpoint-signature", message: message))
        }
        problems = found
    }

    private mutating func run() async throws {
        let (log, sealer) = (log, sealer)
        // What comes later than this is not looked at; all that is was committed before.
        let head = try log.reader.head().number
        deliveries = try DeliveryCoverage(of: log, through: head)
        if heads.contains(where: { $0.size == 0 }) { roots[0] = frontier.root }
        let count = (head + AuditedPiece.width - 1) / AuditedPiece.width
        try await inOrder(count) {
            try AuditedPiece($0, of: log, sealer)
        } take: {
            take($0)
        }
        for head in heads { compare(with: head) }
        for message in try fingerprintKeyProblems() {
            note(.beforeFirst, "fingerprint-key-differs", message)
        }
    }

    private mutating func take(_ piece: AuditedPiece) {
        takeLeaves(of: piece)
        for row in piece.rows {
            if row.position != expected {
                let message =
                    "the next event after \(expected.number - 1) is \(row.position.number)"
                note(expected, "position-gap", message)
            }
            expected = row.position.next
            guard let event = row.event else {
                isFoldable = false
                continue
            }
            if isFoldable { state.apply(event) }
            if !deliveries.covers(event, at: row.position) {
                note(row.position, "identity-missing", "its delivery would be taken again")
            }
        }
        for problem in piece.problems where problems.count < Self.problemLimit {
            problems.append(problem)
        }
    }

    private mutating func takeLeaves(of piece: AuditedPiece) {
        let width = AuditedPiece.width
        let next = frontier.size + width
        let isLookedInto = heads.contains { $0.size > frontier.size && $0.size < next }
        if let root = piece.root, frontier.size % width == 0, !isLookedInto {
            frontier.append(subtree: root, leafCount: width)
            keepRoot()
        } else {
            for row in piece.rows {
                frontier.append(row.leaf)
                keepRoot()
            }
        }
    }

    private mutating func keepRoot() {
        if heads.contains(where: { $0.size == frontier.size }) {
            roots[frontier.size] = frontier.root
        }
    }

    private mutating func compare(with head: Checkpoint) {
        let place = Position(head.size)
        guard let root = roots[head.size] else {
            return note(
                place,
                "log-truncated",
                "a checkpoint knows \(head.size) events, and there are \(frontier.size)"
            )
        }
        if root != head.root {
            note(place, "checkpoint-differs", "the first \(head.size) events are not those signed")
        }
    }

    private mutating func note(_ position: Position, _ kind: String, _ message: String) {
        guard problems.count < Self.problemLimit else { return }
        problems.append(.init(position: position.number, kind: kind, message: message))
    }
}
