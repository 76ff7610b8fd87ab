internal import DequeModule
internal import Dispatch
internal import Foundation
internal import Synchronization
internal import SyncModel

/// Envelopes in order, read and checked against their leaves on a separate thread, ahead of the
/// consumer.
///
/// Nothing unchecked is handed out, and memory does not grow with the log: at most `lead` chunks
/// wait. Each chunk is a read of its own, so that no long read keeps a store from checkpointing its
/// journal; what was read cannot change in between.
final class CheckedEnvelopes: Sendable {
    private struct Belt: Sendable {
        var chunks: Deque<EnvelopeChunk> = []
        var end: Result<Void, EventLogError>?
        var isAbandoned = false
    }

    private static let lead = 4

    private let belt = Mutex(Belt())
    private let filled = DispatchSemaphore(value: 0)
    private let free = DispatchSemaphore(value: 0)

    /// Starts reading after `start`, through `end` or, if that is nil, through the newest event.
    init(_ reader: any StoreReader, after start: Position, through end: Position?) {
        // Raised from zero: a semaphore may not be destroyed with a lower value than its initial
        // one.
        for _ in 0..<Self.lead { free.signal() }
        // A thread inherits the niceness of the thread that starts it.
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
    /// - Throws: `EventLogError.damaged` for an envelope that does not match its leaf, `.gap` for a
    ///   missing event; everything before it has been returned by then.
    func next() throws(EventLogError) -> EnvelopeChunk? {
        filled.wait()
        let (chunk, end) = belt.withLock { belt in
            (belt.chunks.popFirst(), belt.end)
        }
        if let chunk {
            free.signal()
            return chunk
        }
        // A further call must find the end again.
        filled.signal()
        try end?.get()
        return nil
    }

    /// Stops reading early; `next` must not be called afterwards.
    func abandon() {
        belt.withLock { $0.isAbandoned = true }
        free.signal()
    }

    private func read(
        from reader: any StoreReader,
        after start: Position,
        through end: Position?
    ) throws(EventLogError) {
        let head = try reader.head()
        let last = min(end ?? head, head)
        var position = start
        while position < last {
            let (chunk, failure) = try reader.chunk(after: position, through: last)
            position = Position(position.number + Int64(chunk.count))
            guard hand(on: chunk) else { return }
            if let failure { throw failure }
            if chunk.count == 0 { throw .gap(after: position) }
        }
    }

    /// Queues a chunk; returns false if the consumer wants no more.
    private func hand(on chunk: EnvelopeChunk) -> Bool {
        if chunk.count == 0 { return true }
        free.wait()
        let goesOn = belt.withLock { belt in
            if !belt.isAbandoned { belt.chunks.append(chunk) }
            return !belt.isAbandoned
        }
        if goesOn { filled.signal() }
        return goesOn
    }
}
