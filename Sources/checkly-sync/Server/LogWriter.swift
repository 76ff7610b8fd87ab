import Dispatch
import FoundationEssentials
import Synchronization

/// Writes log lines on a thread of its own, so that a reader of standard error that stalls holds
/// nothing up.
///
/// Lines wait in a queue; one that does not fit is dropped and counted, and the count is written as
/// a line of its own once there is room.
final class LogWriter: Sendable {
    /// How many bytes of lines may wait.
    static let queueLimit = 1 << 20

    private struct Queue {
        var lines: [String] = []
        var byteCount = 0
        var droppedCount = 0
        var isWriting = false
    }

    private let descriptor: Int32
    private let droppedLine: @Sendable (Int) -> String
    private let queue = Mutex(Queue())
    private let writing = DispatchQueue(label: "log.writing")

    /// - Parameters:
    ///   - descriptor: Where the lines go.
    ///   - droppedLine: Gives the line that says how many were dropped.
    init(to descriptor: Int32, droppedLine: @escaping @Sendable (Int) -> String) {
        self.descriptor = descriptor
        self.droppedLine = droppedLine
    }

    /// Puts a line into the queue, or drops it; returns at once.
    func write(_ line: String) {
        let mustStart = queue.withLock { queue in
            if queue.byteCount + line.utf8.count > Self.queueLimit {
                queue.droppedCount += 1
                return false
            }
            queue.lines.append(line)
            queue.byteCount += line.utf8.count
            defer { queue.isWriting = true }
            return !queue.isWriting
        }
        if mustStart { writing.async { self.writeAll() } }
    }

    private func writeAll() {
        while true {
            let (lines, droppedCount) = queue.withLock { queue in
                defer { queue.droppedCount = 0 }
                if queue.lines.isEmpty, queue.droppedCount == 0 { queue.isWriting = false }
                // They count until they are written: else the queue would be as long again.
                return (queue.lines, queue.droppedCount)
            }
            if lines.isEmpty, droppedCount == 0 { return }
            for line in lines { checkly_sync.write(line + "\n", to: descriptor) }
            // Those that were dropped came after the lines that were waiting then.
            if droppedCount > 0 {
                checkly_sync.write(droppedLine(droppedCount) + "\n", to: descriptor)
            }
            queue.withLock { queue in
                queue.lines.removeFirst(lines.count)
                queue.byteCount -= lines.reduce(0) { $0 + $1.utf8.count }
            }
        }
    }

    /// Waits until all is written, but no longer than a while: a reader that stalls must not keep the
    /// process from ending.
    func flush(within limit: Duration = .seconds(1)) async {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end, queue.withLock({ $0.isWriting }) {
            try? await Task.sleep(for: .milliseconds(5))
        }
    }
}
