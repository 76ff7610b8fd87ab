internal import Cryptography
internal import EventLog
internal import LiveState
internal import Projection
internal import SecretSealing
internal import SyncModel
package import Transparency

/// What an audit of a log's files found.
package struct AuditReport: Sendable {
    /// One thing that is not as it was recorded.
    package struct Problem: Sendable, Equatable {
        /// The event it is about; 0 where it is about the whole log.
        package let position: Int64
        /// A fixed word, such as `leaf-differs`.
        package let kind: String
        package let message: String
    }

    /// How many events there are.
    package let size: Int64
    /// The root of their Merkle tree, as base64.
    package let rootHash: String
    package let stateHash: String
    /// In the order of their discovery, at most 1,000.
    package let problems: [Problem]
    package let duration: Duration
}

/// A signed checkpoint that a log must agree with.
package struct TrustedCheckpoint: Sendable {
    package let note: SignedNote
    package let key: NoteVerifierKey

    package init(note: SignedNote, key: NoteVerifierKey) {
        self.note = note
        self.key = key
    }
}

/// Reads a log's files from the first event to the last and believes nothing of them.
package struct LogAudit {
    private static let problemLimit = 1000

    private let log: AuditedLog
    private let sealer: SecretSealer?
    private let checkpoints: [(note: TrustedCheckpoint, head: Checkpoint)]
    private var problems: [AuditReport.Problem] = []
    private var frontier = MerkleFrontier()
    private var roots: [Int64: [UInt8]] = [:]
    private var state = State()
    private var isFoldable = true
    /// Values without a key, and those of which an event says that it was destroyed.
    private var keyless: Set<SealedValueReference> = []
    private var shredded: Set<SealedValueReference> = []

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
    ) throws -> AuditReport {
        let start = ContinuousClock.now
        var audit = try LogAudit(dataDirectory, masterKey, checkpoints)
        try audit.run()
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
        var checkpoints: [(TrustedCheckpoint, Checkpoint)] = []
        let origin = logOrigin(identity.id)
        let former = Self.formerKeys(log.reader)
        for checkpoint in trusted {
            guard
                checkpoint.note.isSigned(by: checkpoint.key)
                    || former.contains(where: { checkpoint.note.isSigned(by: $0) }),
                let head = Checkpoint(checkpoint.note.text), head.origin == origin
            else {
                found.append(
                    .init(
                        position: 0,
                        kind: "checkpoint-signature",
                        message: "a checkpoint is not signed by this log's key"
                    )
                )
                continue
            }
            checkpoints.append((checkpoint, head))
        }
        self.checkpoints = checkpoints
        problems = found
    }

    /// The keys that signed checkpoints before; the events that say so are as good as the log that is audited.
    private static func formerKeys(_ reader: EventReader) -> [NoteVerifierKey] {
        let rotations = try? reader.events(EventQuery(limit: 1000, type: "key.rotated"))
        return (rotations ?? [])
            .compactMap { event in
                guard case .keyRotated(let rotation) = event.body, rotation.kind == .checkpoint
                else { return nil }
                return NoteVerifierKey(rotation.from)
            }
    }

    private mutating func run() throws {
        let wanted = Set(checkpoints.map(\.head.size))
        var expected = Position(1)
        if wanted.contains(0) { roots[0] = frontier.root }
        try log.forEach { row in
            if row.position != expected {
                note(
                    expected,
                    "position-gap",
                    "the next event after \(expected.number - 1) is \(row.position.number)"
                )
            }
            expected = row.position.next
            look(at: row)
            frontier.append(row.leaf)
            if wanted.contains(frontier.size) { roots[frontier.size] = frontier.root }
        }
        for (_, head) in checkpoints { compare(with: head) }
        compareWithShredding()
    }

    /// A value may be without its key when an event says so, and must be then.
    private mutating func compareWithShredding() {
        let byPlace = { (a: SealedValueReference, b: SealedValueReference) in
            (a.position, a.slot) < (b.position, b.slot)
        }
        for place in keyless.subtracting(shredded).sorted(by: byPlace) {
            note(place.position, "key-missing", "the data key of value \(place.slot) is not there")
        }
        for place in shredded.subtracting(keyless).sorted(by: byPlace) {
            note(
                place.position,
                "key-not-destroyed",
                "value \(place.slot) is recorded as destroyed, and its data key is there"
            )
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

    private mutating func look(at row: AuditedRow) {
        if MerkleTree.leafHash(row.envelope) != row.leaf {
            note(row.position, "leaf-differs", "the envelope does not match its leaf")
        }
        let event: RecordedEvent
        do {
            event = try row.envelope.withUnsafeBytes { try RecordedEvent(envelope: $0) }
        } catch {
            isFoldable = false
            return note(row.position, "envelope-damaged", "\(error)")
        }
        if event.position != row.position {
            note(
                row.position,
                "position-differs",
                "the envelope says \(event.position.number)"
            )
        }
        if event.recordedAt.microseconds != row.recordedAt || event.body.type != row.type
            || event.source != row.source || event.body.syncID != row.sync
        {
            note(row.position, "column-differs", "a column is not what the envelope says")
        }
        lookAtValues(of: event, row)
        if case .valuesShredded(let values) = event.body { shredded.formUnion(values.places) }
        if isFoldable { state.apply(event) }
    }

    private mutating func lookAtValues(of event: RecordedEvent, _ row: AuditedRow) {
        let ciphertexts = Self.ciphertexts(row.ciphertexts)
        guard let ciphertexts, ciphertexts.map(SHA256.digest) == event.ciphertextDigests else {
            return note(
                row.position,
                "ciphertext-differs",
                "a sealed value is not the recorded one"
            )
        }
        for slot in ciphertexts.indices {
            guard let wrapped = row.wrappedKeys[slot] else {
                keyless.insert(SealedValueReference(position: row.position, slot: slot))
                continue
            }
            let place = SealedValueReference(position: row.position, slot: slot)
            if sealer?.opens(wrapped, at: place) == false {
                note(row.position, "key-differs", "the data key of value \(slot) is another's")
            }
        }
        for slot in row.wrappedKeys.keys.sorted() where !ciphertexts.indices.contains(slot) {
            note(row.position, "key-added", "there is a data key for no value, \(slot)")
        }
    }

    /// The sealed values in a row; nil where they cannot be read.
    private static func ciphertexts(_ bytes: [UInt8]?) -> [[UInt8]]? {
        guard let bytes else { return [] }
        guard case .list(let list) = try? CanonicalDecoding.decode(bytes) else { return nil }
        var found: [[UInt8]] = []
        for element in list {
            guard case .bytes(let ciphertext) = element else { return nil }
            found.append(ciphertext)
        }
        return found
    }

    private mutating func note(_ position: Position, _ kind: String, _ message: String) {
        guard problems.count < Self.problemLimit else { return }
        problems.append(.init(position: position.number, kind: kind, message: message))
    }
}

/// What a log's checkpoints call it: the program's name and the log's id.
func logOrigin(_ logID: [UInt8]) -> String {
    "checkly-sync/" + Hex.encode(logID)
}
