internal import Foundation

/// Does pieces of work beside each other, and takes what comes of them in their order.
///
/// As many are under way or wait to be taken as there are twice as many cores, so memory does not grow with their number.
///
/// - Parameters:
///   - count: How many pieces there are.
///   - work: does one, given its number from 0.
///   - take: gets what came of each, in order.
/// - Throws: What `work` throws.
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
