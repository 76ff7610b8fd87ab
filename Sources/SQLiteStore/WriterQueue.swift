internal import Dispatch
internal import GRDB

/// The one connection that writes, for reads from within its transaction.
///
/// Such reads use that connection: they must wait for no other, and must see its own writes.
final class WriterQueue: Sendable {
    private let mark = DispatchSpecificKey<Bool>()
    /// The serial queue on which the connection works.
    let queue = DispatchQueue(label: "event-log.writer")

    init() {
        queue.setSpecific(key: mark, value: true)
    }

    /// Whether the caller runs on the writer's queue.
    var isCurrent: Bool { DispatchQueue.getSpecific(key: mark) ?? false }
}
