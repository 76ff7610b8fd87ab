internal import Encodings
internal import Cryptography
internal import EventLog
internal import LiveLog
internal import LogModels
internal import Projection
internal import SQLiteStore
internal import SecretSealing
internal import SyncModel
internal import Transparency

/// Reads a log's files from the first event to the last and takes nothing on trust.
package struct LogAudit {
    private static let problemLimit = LogVerification.problemLimit

    let log: AuditedLog
    /// The identity key as it was wrapped at the start; nil if the log has none.
    private let wrappedIdentity: [UInt8]?
    let sealer: SecretSealer?
    private let heads: [Checkpoint]
    private var problems: [AuditReport.Problem] = []
    private var expected = Position(1)
    private var frontier = MerkleFrontier()
    private var roots: [Int64: [UInt8]] = [:]
    private(set) var state = State()
    private var isFoldable = true
    private var deliveries: DeliveryCoverage?
    /// A sum over what the index of syncs should contain.
    private var syncSum: UInt64 = 0
    /// A sum over what the postings should contain.
    private var postingSum: UInt64 = 0
    /// Values without a key, and those that an event records as destroyed.
    private(set) var keyless: Set<SealedValueReference> = []
    private(set) var shredded: Set<SealedValueReference> = []
    private let onProgress: @Sendable (AuditProgress) -> Void

    /// Audits a log; once more if its keys came under another master key meanwhile.
    ///
    /// - Parameters:
    ///   - dataDirectory: The log's directory, or a copy of it.
    ///   - masterKeys: Returns those of which one opens the data keys, so that exchanged keys are
    ///     found; 32 bytes each. With none, that is skipped.
    ///   - checkpoints: Checkpoints that the log must agree with.
    ///   - onProgress: Called at the start and after each stretch of events.
    /// - Returns: The report; it names every problem, up to its limit.
    /// - Throws: `EventLogError` if the file is not a database, `CancellationError`.
    package static func run(
        dataDirectory: String,
        masterKeys: () throws -> [[UInt8]],
        checkpoints: [TrustedCheckpoint],
        onProgress: @escaping @Sendable (AuditProgress) -> Void = { _ in }
    ) async throws -> AuditReport {
        let start = ContinuousClock.now
        var audit: LogAudit
        repeat {
            audit = try LogAudit(dataDirectory, masterKeys, checkpoints, onProgress)
            try await audit.run()
        } while try audit.log.identity()?.wrappedKey != audit.wrappedIdentity
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
        _ masterKeys: () throws -> [[UInt8]],
        _ trusted: [TrustedCheckpoint],
        _ onProgress: @escaping @Sendable (AuditProgress) -> Void
    ) throws {
        self.onProgress = onProgress
        log = try AuditedLog(directory: dataDirectory)
        var found: [AuditReport.Problem] = log.changedObjects.map {
            .init(position: 0, kind: .schemaChanged, message: "\($0) was altered")
        }
        guard let identity = try log.identity() else {
            wrappedIdentity = nil
            sealer = nil
            heads = []
            let message =
                "the table \"log\" does not contain exactly one row with the log's identity"
            problems = found + [.init(position: 0, kind: .logIdentity, message: message)]
            return
        }
        wrappedIdentity = identity.wrappedKey
        // After the identity: a rotation since then is noticed at the end.
        let keys = try masterKeys()
        let sealers = keys.lazy.compactMap { key in
            try? SecretSealer(
                masterKey: key,
                logID: identity.id,
                wrappedIdentityKey: identity.wrappedKey,
                storedFingerprintKey: { _ in nil }
            )
        }
        sealer = sealers.first
        if sealer == nil, !keys.isEmpty {
            found.append(
                .init(
                    position: 0,
                    kind: .masterKey,
                    message: "the master key belongs to another log"
                )
            )
        }
        let (origin, former) = (logOrigin(identity.id), CheckpointKey.former(log.reader))
        heads = trusted.compactMap { $0.head(of: origin, formerKeys: former) }
        if heads.count < trusted.count {
            let message = "a checkpoint is not signed by this log's key"
            found.append(.init(position: 0, kind: .checkpointSignature, message: message))
        }
        problems = found
    }

    private mutating func run() async throws {
        let (log, sealer) = (log, sealer)
        // Later events are not examined; the earlier ones are all committed.
        let head = try log.reader.head().number
        tellProgress(through: head)
        let identities = try log.identities(through: head)
        // A running server goes on filling them.
        let told = try log.postedThrough()
        let posted = min(head, told ?? 0)
        deliveries = DeliveryCoverage(identities)
        if heads.contains(where: { $0.size == 0 }) { roots[0] = frontier.root }
        let count = (head + AuditedPiece.width - 1) / AuditedPiece.width
        try await orderedParallelMap(count) {
            try AuditedPiece($0, of: log, through: head, postedThrough: posted, sealer)
        } take: {
            take($0)
            tellProgress(through: head)
        }
        note(deliveries?.finish() ?? [])
        for head in heads { compare(with: head) }
        if try log.syncSum(through: head) != syncSum {
            let message = "the index of syncs contradicts the events"
            note(.beforeFirst, .indexDiffers, message)
        }
        if try told == nil || log.postingSum(through: posted) != postingSum {
            let message = "the index of types, sources and delivery ids contradicts the events"
            note(.beforeFirst, .indexDiffers, message)
        }
        let fingerprintKeys = try log.fingerprintKeys()
        // Keys may have been destroyed since. An event says so before they are, so it is read after
        // the keys.
        let destroyed = try destroyed(after: Position(head))
        for (place, kind, message) in try await keyProblems(besides: destroyed.places) {
            note(place, kind, message)
        }
        for message in try problems(of: fingerprintKeys, besides: destroyed.names) {
            note(.beforeFirst, .fingerprintKeyDiffers, message)
        }
        if !identities.isFlushedAsArrived {
            let message = "the sorted identities of deliveries differ from those that arrived"
            note(.beforeFirst, .identityDiffers, message)
        }
    }

    private func tellProgress(through head: Int64) {
        onProgress(
            AuditProgress(
                position: Position(frontier.size),
                through: Position(head),
                problems: problems
            )
        )
    }

    private mutating func take(_ piece: AuditedPiece) {
        takeLeaves(of: piece)
        for (position, event) in zip(piece.positions, piece.events) {
            if position != expected {
                let message = "the next event after \(expected.number - 1) is \(position.number)"
                note(expected, .positionGap, message)
            }
            expected = position.next
            guard let event else {
                isFoldable = false
                continue
            }
            if case .administration(.valuesShredded(let values)) = event.body {
                shredded.formUnion(values.places)
            }
            if isFoldable { state.apply(event) }
            note(deliveries?.take(event, at: position) ?? [])
        }
        syncSum &+= piece.syncSum
        postingSum &+= piece.postingSum
        keyless.formUnion(piece.keyless)
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
            for leaf in piece.leaves {
                frontier.append(leaf)
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
                .logTruncated,
                "a checkpoint covers \(head.size) events, but the log has \(frontier.size)"
            )
        }
        if root != head.root {
            note(
                place,
                .checkpointDiffers,
                "the first \(head.size) events differ from the signed ones"
            )
        }
    }

    private mutating func note(_ found: [DeliveryCoverage.Problem]) {
        for problem in found { note(problem.position, problem.kind, problem.message) }
    }

    private mutating func note(_ position: Position, _ kind: AuditProblem.Kind, _ message: String) {
        guard problems.count < Self.problemLimit else { return }
        problems.append(.init(position: position.number, kind: kind, message: message))
    }
}
