internal import Dispatch
internal import GRDB

/// The one connection that writes, as those see it who may be called from within its transaction.
///
/// What is read there is read through that connection: it must wait for no other, and sees what it has written itself.
final class WriterQueue: Sendable {
    private let mark = DispatchSpecificKey<Bool>()
    /// Where the connection's work is done.
    let queue = DispatchQueue(label: "event-log.writer")

    init() {
        queue.setSpecific(key: mark, value: true)
    }

    /// Whether the caller is within the writer's work.
    var isCurrent: Bool { DispatchQueue.getSpecific(key: mark) ?? false }
}
