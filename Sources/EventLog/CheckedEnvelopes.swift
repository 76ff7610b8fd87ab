internal import CSQLiteHardening
internal import Dispatch
internal import Foundation
internal import GRDB
internal import Synchronization
internal import SyncModel
internal import Transparency

/// Envelopes in order, read and checked against their leaves on a thread of their own, some ahead of who takes them.
///
/// Nothing is given out unchecked, and memory does not grow with the log: at most `lead` chunks wait. Each chunk is read in
/// a transaction of its own, so that no reader stands for long in the way of emptying the write-ahead log; nothing that was
/// read can change meanwhile.
final class CheckedEnvelopes: Sendable {
    /// Envelopes that follow one another.
    struct Chunk: Sendable {
        fileprivate(set) var first: Position
        fileprivate var bytes: [UInt8] = []
        /// Where each envelope ends in `bytes`.
        fileprivate var ends: [Int] = []

        /// Calls `body` with each envelope and its position, as long as it goes on.
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

    /// What becomes of a walk after an envelope.
    enum Step {
        case goOn
        case stop
        case fail(EventLogError)
    }

    private struct Belt: Sendable {
        var chunks: [Chunk] = []
        var end: Result<Void, EventLogError>?
        var isAbandoned = false
    }

    private static let chunkLimit = 1024
    private static let chunkByteLimit = 1 << 20
    private static let lead = 4

    private let belt = Mutex(Belt())
    private let filled = DispatchSemaphore(value: 0)
    private let free = DispatchSemaphore(value: 0)
    /// Starts reading what stands after a position, through another if one is given, else through the newest event.
    init(_ reader: EventReader, after start: Position, through end: Position?) {
        // Made with none and raised: a semaphore may not be let go of with less than it was made with.
        for _ in 0..<Self.lead { free.signal() }
        // A thread that is started is as nice as the one that starts it.
        Thread.detachNewThread { [self] in
            let result: Result<Void, EventLogError>
            do throws(EventLogError) {
                result = .success(try read(from: reader, after: start, through: end))
            } catch {
                result = .failure(error)
            }
            belt.withLock { $0.end = result }
            filled.signal()
        }
    }

    /// The next chunk, or nil after the last.
    ///
    /// - Throws: `EventLogError.damaged` for an envelope that does not match its leaf, `.gap` for a missing event; what
    ///   stood before it was given.
    func next() throws(EventLogError) -> Chunk? {
        filled.wait()
        let (chunk, end) = belt.withLock { belt in
            (belt.chunks.isEmpty ? nil : belt.chunks.removeFirst(), belt.end)
        }
        if let chunk {
            free.signal()
            return chunk
        }
        // Asked again, the end is still there.
        filled.signal()
        try end?.get()
        return nil
    }

    /// Ends the reading early; `next` is not called again.
    func abandon() {
        belt.withLock { $0.isAbandoned = true }
        free.signal()
    }

    private func read(
        from reader: EventReader,
        after start: Position,
        through end: Position?
    ) throws(EventLogError) {
        let head = try reader.head()
        let last = min(end ?? head, head)
        var position = start
        while position < last {
            reader.pause.wait()
            let (chunk, failure) = try reader.read { database in
                try self.chunk(from: database, at: reader.path, after: position, through: last)
            }
            position = Position(position.number + Int64(chunk.ends.count))
            guard hand(on: chunk) else { return }
            if let failure { throw failure }
            if chunk.ends.isEmpty { throw .gap(after: position) }
        }
    }

    /// The next chunk, with what is wrong with the event behind it.
    private func chunk(
        from database: Database,
        at path: String,
        after start: Position,
        through end: Position
    ) throws -> (Chunk, EventLogError?) {
        let rows = try database.cachedStatement(
            sql: """
                SELECT position, envelope, leaf FROM events
                WHERE position > ? AND position <= ? ORDER BY position
                """
        )
        try rows.setArguments([start.number, end.number])
        let statement = rows.sqliteStatement
        // SQLite's statement lives as long as the one around it does.
        defer { withExtendedLifetime(rows) { _ = sqlite3_reset(statement) } }
        var chunk = Chunk(first: start.next)
        var expected = start.next
        while chunk.ends.count < Self.chunkLimit, chunk.bytes.count < Self.chunkByteLimit {
            let code = sqlite3_step(statement)
            if code == SQLITE_DONE { break }
            guard code == SQLITE_ROW else {
                let failure = DatabaseError(
                    resultCode: ResultCode(rawValue: code),
                    message: String(cString: sqlite3_errmsg(sqlite3_db_handle(statement)))
                )
                return (chunk, EventLogError(reading: failure, at: path))
            }
            do throws(EventLogError) {
                try take(statement, at: expected, into: &chunk)
            } catch {
                return (chunk, error)
            }
            expected = expected.next
        }
        return (chunk, nil)
    }

    private func take(
        _ statement: OpaquePointer,
        at expected: Position,
        into chunk: inout Chunk
    ) throws(EventLogError) {
        guard sqlite3_column_int64(statement, 0) == expected.number else {
            throw .gap(after: Position(expected.number - 1))
        }
        let envelope = blob(statement, column: 1)
        guard MerkleTree.leafHash(envelope).elementsEqual(blob(statement, column: 2)) else {
            throw .damaged(expected, reason: "its envelope does not match its leaf")
        }
        chunk.bytes.append(contentsOf: envelope)
        chunk.ends.append(chunk.bytes.count)
    }

    private func blob(_ statement: OpaquePointer, column: Int32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: sqlite3_column_blob(statement, column),
            count: Int(sqlite3_column_bytes(statement, column))
        )
    }

    /// Puts a chunk on the belt; false when nobody wants more.
    private func hand(on chunk: Chunk) -> Bool {
        if chunk.ends.isEmpty { return true }
        free.wait()
        let goesOn = belt.withLock { belt in
            if !belt.isAbandoned { belt.chunks.append(chunk) }
            return !belt.isAbandoned
        }
        if goesOn { filled.signal() }
        return goesOn
    }
}
