internal import Encodings
internal import Cryptography
internal import EventLog
internal import LogModels
internal import SQLiteStore
internal import SecretSealing
internal import SyncModel
internal import Transparency

/// What a range of rows shows by itself; ranges are examined in parallel.
struct AuditedPiece: Sendable {
    /// The number of positions in a piece: a power of two, so that a complete piece is a subtree.
    static let width: Int64 = 4096

    private(set) var positions: [Position] = []
    private(set) var leaves: [[UInt8]] = []
    /// Nil for an event whose envelope cannot be read.
    private(set) var events: [RecordedEvent?] = []
    /// Values without a key; only a later event can tell whether that is right.
    private(set) var keyless: [SealedValueReference] = []
    private(set) var problems: [AuditReport.Problem] = []
    /// What the rows contribute to the sum over the index of syncs.
    private(set) var syncSum: UInt64 = 0
    /// What the rows that the postings cover contribute to the sum over them.
    private(set) var postingSum: UInt64 = 0
    private let postedThrough: Int64
    /// The Merkle root over the leaves, if the piece is complete.
    private(set) var root: [UInt8]?

    /// Reads a piece, ignoring rows after `head`; the postings cover rows through `postedThrough`.
    ///
    /// - Throws: `EventLogError.cannotRead`.
    init(
        _ index: Int64,
        of log: AuditedLog,
        through head: Int64,
        postedThrough: Int64,
        _ sealer: SecretSealer?
    ) throws {
        self.postedThrough = postedThrough
        var keys = try sealer?.wrappedKeyCheck()
        let first = index * Self.width + 1
        positions.reserveCapacity(Int(Self.width))
        leaves.reserveCapacity(Int(Self.width))
        events.reserveCapacity(Int(Self.width))
        let end = min(first + Self.width, head + 1)
        try log.forEach(in: first..<end) { row in look(at: row, &keys) }
        if leaves.count == Self.width { root = MerkleTree.root(of: leaves) }
    }

    private mutating func look(at row: AuditedRow, _ keys: inout WrappedKeyCheck?) {
        let leaf = Array(row.leaf)
        positions.append(row.position)
        leaves.append(leaf)
        if let sync = row.sync { syncSum &+= AuditedLog.digest(ofSync: sync, at: row.position) }
        if MerkleTree.leafHash(row.envelope) != leaf {
            note(row.position, .leafDiffers, "the envelope does not match its leaf")
        }
        do {
            let event = try RecordedEvent(envelope: row.envelope)
            compare(event, with: row)
            lookAtValues(of: event, row, &keys)
            events.append(event)
        } catch {
            events.append(nil)
            note(row.position, .envelopeDamaged, "\(error)")
        }
        if row.position.number <= postedThrough {
            postingSum &+= AuditedLog.postingDigest(
                of: events.last ?? nil,
                at: row.position
            )
        }
    }

    private mutating func compare(_ event: RecordedEvent, with row: AuditedRow) {
        if event.position != row.position {
            note(row.position, .positionDiffers, "the envelope says \(event.position.number)")
        }
        if event.recordedAt.microseconds != row.recordedAt || event.body.type != row.type
            || event.source != row.source || event.body.syncID != row.sync
        {
            note(row.position, .columnDiffers, "a column contradicts the envelope")
        }
    }

    private mutating func lookAtValues(
        of event: RecordedEvent,
        _ row: AuditedRow,
        _ keys: inout WrappedKeyCheck?
    ) {
        let ciphertexts = row.ciphertexts.map { canonicalByteStrings(in: $0) } ?? []
        // No values are stored as NULL, never as anything else.
        guard let ciphertexts, row.ciphertexts == nil || !ciphertexts.isEmpty,
            ciphertexts.elementsEqual(
                event.ciphertextDigests,
                by: { SHA256.digest($0) == $1 }
            )
        else {
            return note(
                row.position,
                .ciphertextDiffers,
                "a sealed value is not the recorded one"
            )
        }
        var next = 0
        for (slot, wrapped) in row.wrappedKeys {
            guard ciphertexts.indices.contains(slot) else {
                note(row.position, .keyAdded, "data key \(slot) belongs to no value")
                continue
            }
            noteKeyless(next..<slot, row.position)
            next = slot + 1
            let place = SealedValueReference(position: row.position, slot: slot)
            if keys?.opens(wrapped, at: place) == false {
                note(row.position, .keyDiffers, "the data key of value \(slot) belongs elsewhere")
            }
        }
        noteKeyless(next..<ciphertexts.count, row.position)
    }

    private mutating func noteKeyless(_ slots: Range<Int>, _ position: Position) {
        keyless += slots.map { SealedValueReference(position: position, slot: $0) }
    }

    private mutating func note(_ position: Position, _ kind: AuditProblem.Kind, _ message: String) {
        problems.append(.init(position: position.number, kind: kind, message: message))
    }
}
