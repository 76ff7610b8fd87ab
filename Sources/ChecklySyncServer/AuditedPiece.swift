internal import Cryptography
internal import EventLog
internal import SecretSealing
internal import SyncModel
internal import Transparency

/// What some rows of a log that follow one another show by themselves; pieces are made beside each other.
struct AuditedPiece: Sendable {
    /// How many positions a piece takes in: a power of two, so that a whole one is a subtree.
    static let width: Int64 = 4096

    struct Row: Sendable {
        let position: Position
        let leaf: [UInt8]
        /// Nil where the envelope cannot be read.
        let event: RecordedEvent?
    }

    private(set) var rows: [Row] = []
    private(set) var problems: [AuditReport.Problem] = []
    /// The root over the leaves, where there are as many as fit.
    private(set) var root: [UInt8]?

    /// Reads a piece.
    ///
    /// - Throws: `EventLogError.cannotRead`.
    init(_ index: Int64, of log: AuditedLog, _ sealer: SecretSealer?) throws {
        let keys = try sealer?.wrappedKeyCheck()
        let first = index * Self.width + 1
        rows.reserveCapacity(Int(Self.width))
        try log.forEach(in: first..<first + Self.width) { row in look(at: row, keys) }
        if rows.count == Self.width { root = MerkleTree.root(of: rows.lazy.map(\.leaf)) }
    }

    private mutating func look(at row: AuditedRow, _ keys: WrappedKeyCheck?) {
        let leaf = Array(row.leaf)
        if MerkleTree.leafHash(row.envelope) != leaf {
            note(row.position, "leaf-differs", "the envelope does not match its leaf")
        }
        do {
            let event = try RecordedEvent(envelope: row.envelope)
            compare(event, with: row)
            lookAtValues(of: event, row, keys)
            rows.append(Row(position: row.position, leaf: leaf, event: event))
        } catch {
            rows.append(Row(position: row.position, leaf: leaf, event: nil))
            note(row.position, "envelope-damaged", "\(error)")
        }
    }

    private mutating func compare(_ event: RecordedEvent, with row: AuditedRow) {
        if event.position != row.position {
            note(row.position, "position-differs", "the envelope says \(event.position.number)")
        }
        if event.recordedAt.microseconds != row.recordedAt || event.body.type != row.type
            || event.source != row.source || event.body.syncID != row.sync
        {
            note(row.position, "column-differs", "a column is not what the envelope says")
        }
    }

    private mutating func lookAtValues(
        of event: RecordedEvent,
        _ row: AuditedRow,
        _ keys: WrappedKeyCheck?
    ) {
        let ciphertexts = row.ciphertexts.map { canonicalByteStrings(in: $0) } ?? []
        guard let ciphertexts,
            ciphertexts.elementsEqual(
                event.ciphertextDigests,
                by: { SHA256.digest($0) == $1 }
            )
        else {
            return note(
                row.position,
                "ciphertext-differs",
                "a sealed value is not the recorded one"
            )
        }
        var missing = Set(ciphertexts.indices)
        for (slot, wrapped) in row.wrappedKeys {
            guard missing.remove(slot) != nil else {
                note(row.position, "key-added", "there is a data key for no value, \(slot)")
                continue
            }
            let place = SealedValueReference(position: row.position, slot: slot)
            if keys?.opens(wrapped, at: place) == false {
                note(row.position, "key-differs", "the data key of value \(slot) is another's")
            }
        }
        for slot in missing.sorted() {
            note(row.position, "key-missing", "the data key of value \(slot) is not there")
        }
    }

    private mutating func note(_ position: Position, _ kind: String, _ message: String) {
        problems.append(.init(position: position.number, kind: kind, message: message))
    }
}
