internal import Dispatch
package import EventLog
internal import Foundation

/// Short reads that are under way together, and stay so until they are let go.
package final class ReaderCrowd: Sendable {
    private let held = DispatchSemaphore(value: 0)
    private let arrived = DispatchSemaphore(value: 0)
    private let count = 8

    /// Returns when all of them have begun; the log must hold an event.
    package init(_ reader: EventReader) {
        for _ in 0..<count {
            Thread.detachNewThread { [self] in
                try? reader.forEachLeaf { _ in
                    arrived.signal()
                    held.wait()
                }
            }
        }
        for _ in 0..<count { arrived.wait() }
    }

    package func letGo() { for _ in 0..<count { held.signal() } }
}
