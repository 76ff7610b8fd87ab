package import SyncModel
internal import Transparency

/// Consecutive envelopes, each checked against its leaf when it was added.
package struct EnvelopeChunk: Sendable {
    private static let countLimit = 1024
    private static let byteLimit = 1 << 20

    private let first: Position
    private var bytes: [UInt8] = []
    /// Where each envelope ends in `bytes`.
    private var ends: [Int] = []

    /// An empty chunk of what follows a position.
    package init(after start: Position) {
        first = start.next
    }

    /// Whether it holds 1,024 envelopes or 1 MiB and should be handed on.
    package var isFull: Bool {
        ends.count >= Self.countLimit || bytes.count >= Self.byteLimit
    }

    var count: Int { ends.count }

    /// Adds the next row as it stands in the database.
    ///
    /// - Throws: `EventLogError.gap` if its position is not the next one, `.damaged` if its
    ///   envelope does not match its leaf.
    package mutating func take(
        _ envelope: UnsafeRawBufferPointer,
        leaf: UnsafeRawBufferPointer,
        at position: Int64
    ) throws(EventLogError) {
        let expected = first.number + Int64(ends.count)
        guard position == expected else { throw .gap(after: Position(expected - 1)) }
        try Self.check(envelope, leaf: leaf, at: Position(expected))
        bytes.append(contentsOf: envelope)
        ends.append(bytes.count)
    }

    /// Checks a stored envelope against its leaf.
    ///
    /// - Throws: `EventLogError.damaged` if they do not match.
    static func check(
        _ envelope: UnsafeRawBufferPointer,
        leaf: UnsafeRawBufferPointer,
        at position: Position
    ) throws(EventLogError) {
        guard MerkleTree.leafHash(envelope).elementsEqual(leaf) else {
            throw .damaged(position, reason: "its envelope does not match its leaf")
        }
    }

    /// How a walk continues after an envelope.
    enum Step {
        case goOn
        case stop
        case fail(EventLogError)
    }

    /// Calls `body` with each envelope and its position until it says otherwise.
    func forEach(_ body: (UnsafeRawBufferPointer, Position) -> Step) -> Step {
        bytes.withUnsafeBytes { all in
            var (start, position) = (0, first)
            for end in ends {
                let step = body(UnsafeRawBufferPointer(rebasing: all[start..<end]), position)
                guard case .goOn = step else { return step }
                (start, position) = (end, position.next)
            }
            return .goOn
        }
    }
}
