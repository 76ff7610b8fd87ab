package import NIOCore
package import NIOHTTPTypes

/// Ends a connection's input when a request's body is not whole in time.
///
/// One timer a connection lives on its event loop and is looked at again only when it fires, so that a delivery in time
/// costs neither a timer nor a thread's waking.
package final class BodyDeadlineHandler: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart

    private let deadline: TimeAmount
    /// Whether a body was too slow, so that there is no more input.
    private(set) var hasEndedInput = false
    /// When the body under way must be whole; nil between requests.
    private var due: NIODeadline?
    private var timer: Scheduled<Void>?

    /// - Parameter deadline: From a request's head to the end of its body.
    package init(deadline: Duration) {
        self.deadline = TimeAmount(deadline)
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            let due = NIODeadline.now() + deadline
            self.due = due
            if timer == nil { arm(context, due) }
        case .body: break
        case .end: due = nil
        }
        context.fireChannelRead(data)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        context.fireChannelInactive()
    }

    private func arm(_ context: ChannelHandlerContext, _ time: NIODeadline) {
        timer = context.eventLoop.assumeIsolated()
            .scheduleTask(deadline: time) { self.fire(context) }
    }

    private func fire(_ context: ChannelHandlerContext) {
        timer = nil
        guard let due else { return }
        if due > NIODeadline.now() {
            arm(context, due)
        } else {
            hasEndedInput = true
            context.close(mode: .input, promise: nil)
        }
    }
}
