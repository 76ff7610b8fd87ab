internal import Synchronization

/// A program wrote more than a test takes.
package struct OutputTooLong: Error {}

/// What a program writes, as it comes.
final class ProgramOutput: Sendable {
    /// How many bytes it may be.
    private static let limit = 64 << 20

    private let bytes = Mutex<[UInt8]>([])
    private let changes: AsyncStream<Void>
    private let change: AsyncStream<Void>.Continuation

    init() {
        (changes, change) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var text: String { String(decoding: bytes.withLock(\.self), as: UTF8.self) }

    func take(_ chunk: UnsafeRawBufferPointer) throws {
        try bytes.withLock { bytes in
            guard bytes.count + chunk.count <= Self.limit else { throw OutputTooLong() }
            bytes += chunk
        }
        change.yield()
    }

    /// Says that nothing more will come.
    func finish() { change.finish() }

    /// Waits until something is found in it; nil where it ends without.
    func first<Found>(_ find: (String) -> Found?) async -> Found? {
        if let found = find(text) { return found }
        for await _ in changes {
            if let found = find(text) { return found }
        }
        return find(text)
    }
}
