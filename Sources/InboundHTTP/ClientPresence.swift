package import NIOCore
internal import Synchronization

/// Detects that the client of a connection has gone, so that no search continues on its behalf.
///
/// A client has gone if it closed the connection, or its side of it, which looks the same from
/// here.
package final class ClientPresence: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    /// Passes on whatever arrives.
    package typealias InboundIn = NIOAny

    private struct State {
        var isGone = false
        var watchers: [Int: @Sendable () -> Void] = [:]
        var nextWatcher = 0
    }

    private let state = Mutex(State())

    /// A connection whose client is there.
    package init() {}

    /// Counts a client that closed its side of the connection as gone.
    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { leave() }
        context.fireUserInboundEventTriggered(event)
    }

    /// Counts the client of a closed connection as gone.
    package func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    /// Counts the client as gone when nobody watches it any more.
    package func handlerRemoved(context: ChannelHandlerContext) {
        leave()
    }

    /// Runs an operation and cancels it if the client goes.
    ///
    /// - Throws: What the operation throws.
    package func cancelling<R: Sendable>(
        on executor: (any TaskExecutor)?,
        _ work: @escaping @Sendable () async throws -> R
    ) async throws -> R {
        let task = Task(executorPreference: executor) { try await work() }
        let number = watch { task.cancel() }
        defer { state.withLock { $0.watchers[number] = nil } }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    fileprivate func watch(_ leaving: @escaping @Sendable () -> Void) -> Int {
        let (number, isGone) = state.withLock { state in
            state.nextWatcher += 1
            state.watchers[state.nextWatcher] = leaving
            return (state.nextWatcher, state.isGone)
        }
        if isGone { leaving() }
        return number
    }

    private func leave() {
        let watchers = state.withLock { state in
            state.isGone = true
            return state.watchers.values.map(\.self)
        }
        for leaving in watchers { leaving() }
    }
}

extension Channel {
    /// Runs an operation and cancels it if the client of this connection goes.
    ///
    /// - Throws: What the operation throws.
    package func cancelling<R: Sendable>(
        on executor: any TaskExecutor,
        _ work: @escaping @Sendable () async throws -> R
    ) async throws -> R {
        guard let presence = try? await pipeline.handler(type: ClientPresence.self).get() else {
            return try await Task(executorPreference: executor, operation: work).value
        }
        return try await presence.cancelling(on: executor, work)
    }

    /// Runs a closure when the client of this connection goes; at once if it has gone.
    ///
    /// A client that closes its side is noticed here before a write to it fails.
    package func whenClientLeaves(_ leaving: @escaping @Sendable () -> Void) async {
        guard let presence = try? await pipeline.handler(type: ClientPresence.self).get() else {
            closeFuture.whenComplete { _ in leaving() }
            return
        }
        _ = presence.watch(leaving)
    }
}

/// The context of a request that knows its connection.
package protocol ConnectionContext {
    /// The connection of the request.
    var channel: any Channel { get }
}
