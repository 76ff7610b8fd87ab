import Dispatch
import FoundationEssentials
import Synchronization

/// Writes log lines on a separate thread, so that a stalled reader of standard error holds up
/// nothing.
///
/// Lines wait in a queue. Lines that do not fit are dropped and counted, and the count becomes a
/// line of its own once there is room.
final class LogWriter: Sendable {
    /// The maximum number of bytes that wait.
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
    ///   - descriptor: The file descriptor to write to.
    ///   - droppedLine: Makes the line about dropped lines.
    init(to descriptor: Int32, droppedLine: @escaping @Sendable (Int) -> String) {
        self.descriptor = descriptor
        self.droppedLine = droppedLine
    }

    /// Queues a line, or drops it; returns at once.
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
                defer { (queue.lines, queue.droppedCount) = ([], 0) }
                if queue.lines.isEmpty, queue.droppedCount == 0 { queue.isWriting = false }
                return (queue.lines, queue.droppedCount)
            }
            if lines.isEmpty, droppedCount == 0 { return }
            for line in lines { checkly_sync.write(line + "\n", to: descriptor) }
            // The dropped lines came after those that were waiting then.
            if droppedCount > 0 {
                checkly_sync.write(droppedLine(droppedCount) + "\n", to: descriptor)
            }
            // Lines being written count as waiting, so the limit holds for both together.
            let writtenCount = lines.reduce(0) { $0 + $1.utf8.count }
            queue.withLock { $0.byteCount -= writtenCount }
        }
    }

    /// Waits until everything is written, up to a limit: a stalled reader must not keep the process
    /// from ending.
    func flush(within limit: Duration = .seconds(1)) async {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end, queue.withLock({ $0.isWriting }) {
            try? await Task.sleep(for: .milliseconds(5))
        }
    }
}
