package import NIOCore
package import NIOHTTPTypes

/// Ends a connection's input when a request's body is not whole in time.
///
/// One timer a connection lives on its event loop and is looked at again only when it fires, so that a delivery in time
/// costs neither a timer nor a thread's waking.
package final class BodyDeadlineHandler: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart

    /// How much later than the deadline the input ends: who reads the body counts from a little later than its head.
    private static let grace = TimeAmount.milliseconds(100)

    private let deadline: TimeAmount
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
            let now = NIODeadline.now()
            due = now + deadline + Self.grace
            if timer == nil { arm(context, now + deadline + Self.grace) }
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
            context.close(mode: .input, promise: nil)
        }
    }
}
