internal import Foundation

/// Processes items in parallel and consumes the results in order.
///
/// At most twice as many items as there are cores are in progress or waiting to be consumed, which
/// bounds memory.
///
/// - Parameters:
///   - count: The number of items.
///   - work: Processes one item, given its index from 0.
///   - take: Consumes each result, in order.
/// - Throws: What `work` throws, `CancellationError`.
func orderedParallelMap<Piece: Sendable>(
    _ count: Int64,
    work: @escaping @Sendable (Int64) throws -> Piece,
    take: (Piece) -> Void
) async throws {
    let lead = Int64(2 * ProcessInfo.processInfo.activeProcessorCount)
    try await withThrowingTaskGroup(of: (index: Int64, piece: Piece).self) { group in
        var (started, taken): (Int64, Int64) = (0, 0)
        var waiting: [Int64: Piece] = [:]
        while taken < count {
            try Task.checkCancellation()
            while started < count, started < taken + lead {
                let index = started
                group.addTask { (index, try work(index)) }
                started += 1
            }
            if let piece = waiting.removeValue(forKey: taken) {
                take(piece)
                taken += 1
            } else if let done = try await group.next() {
                waiting[done.index] = done.piece
            }
        }
    }
}
