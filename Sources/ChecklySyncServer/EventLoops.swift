internal import Glibc
internal import NIOCore

/// The threads that serve connections.
package enum EventLoops {
    /// Leaves one core to the log's writer, which all deliveries wait for, unless
    /// `NIO_SINGLETON_GROUP_LOOP_COUNT` is in the environment.
    ///
    /// Called once, before the first event loop starts.
    package static func leaveCoreToWriter() {
        guard getenv("NIO_SINGLETON_GROUP_LOOP_COUNT") == nil else { return }
        NIOSingletons.groupLoopCountSuggestion = max(1, System.coreCount - 1)
    }
}
