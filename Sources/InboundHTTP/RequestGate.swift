package import NIOCore
package import NIOHTTP1

/// Lets the requests of a connection in to the router, one at a time, and sees that each ends in
/// time.
///
/// It refuses what is no request to this server, ends what comes too slowly, and answers for the
/// last time where no more of a request can come. It relies on a handler before it that lets one
/// request in at a time.
package final class RequestGate: ChannelDuplexHandler {
    package typealias InboundIn = HTTPServerRequestPart
    package typealias InboundOut = HTTPServerRequestPart
    package typealias OutboundIn = HTTPServerResponsePart
    package typealias OutboundOut = HTTPServerResponsePart

    /// How long a client can still read the answer to what was not read to its end.
    private static let lingering = TimeAmount.seconds(2)

    private let rules: RequestRules
    private let time: ConnectionDeadlines
    /// Makes the JSON that says what is wrong.
    private let body: @Sendable (RequestObjection) -> String
    private var ownAddress: IPAddress?
    private var isStarted = false
    /// Whether a request is not read to its end, and whether one is not answered to its end.
    private var isUnread = false, isUnanswered = false
    /// Whether the answer has begun.
    private var hasBegun = false
    /// Whether the client wants the connection to end with the answer under way.
    private var isLastAsked = false
    /// Whether it has to end with it, since nothing more can be read.
    private var isLast = false
    /// Whether it was answered for the last time; nothing that comes or goes is looked at.
    private var isClosing = false

    package init(
        _ rules: RequestRules,
        idleTimeout: Duration?,
        body: @escaping @Sendable (RequestObjection) -> String
    ) {
        self.rules = rules
        self.body = body
        time = ConnectionDeadlines(
            bodyDeadline: rules.limits.bodyDeadline,
            answerDeadline: rules.limits.answerDeadline,
            idleTimeout: idleTimeout
        )
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { start(context) }
    }

    package func handlerRemoved(context: ChannelHandlerContext) { time.stop() }

    package func channelActive(context: ChannelHandlerContext) {
        start(context)
        context.fireChannelActive()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        time.stop()
        context.fireChannelInactive()
    }

    private func start(_ context: ChannelHandlerContext) {
        if isStarted { return }
        isStarted = true
        ownAddress = context.localAddress?.ipAddress.flatMap { IPAddress($0) }
        time.start(on: context.eventLoop) { [weak self] in self?.timeIsUp(context) }
    }

    private func timeIsUp(_ context: ChannelHandlerContext) {
        if isUnread, isUnanswered, !hasBegun, !isClosing {
            refuse(.bodyTooSlow, context)
        } else {
            context.close(promise: nil)
        }
    }

    // MARK: What comes in

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isClosing || isLast { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            if let objection = rules.objection(to: head, at: ownAddress) {
                return refuse(objection, context)
            }
            (isUnread, isUnanswered, hasBegun) = (true, true, false)
            isLastAsked = !head.isKeepAlive
            time.expectBody()
        case .body: break
        case .end:
            isUnread = false
            if !isUnanswered {
                time.expectRequest()
            } else if hasBegun {
                time.expectNothing()
            } else {
                time.expectAnswer()
            }
        }
        context.fireChannelRead(data)
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if isClosing || isLast { return }
        guard error is HTTPParserError else { return context.fireErrorCaught(error) }
        guard context.channel.isActive else {
            // A connection that is gone leaves half a request behind. Who reads its body is told;
            // a head that never came whole, or a request that was answered, asks for no answer.
            if isUnread, isUnanswered { context.fireErrorCaught(error) }
            return
        }
        if isUnread, isUnanswered {
            // Nothing more can come after it; who reads the body is told, and answers.
            isLast = true
            time.expectAnswer()
            context.fireErrorCaught(error)
        } else if isUnread || isUnanswered {
            isLast = true
            if !isUnanswered { end(context) }
        } else {
            let isOfHeaders = error as? HTTPParserError == .headerOverflow
            refuse(isOfHeaders ? .headersTooLarge : .malformed, context)
        }
    }

    // MARK: What goes out

    package func write(
        context: ChannelHandlerContext,
        data: NIOAny,
        promise: EventLoopPromise<Void>?
    ) {
        if isClosing {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(let head):
            if head.status.code >= 200 { hasBegun = true }
            if !isUnread { time.expectNothing() }
            context.write(data, promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            isUnanswered = false
            if !isUnread { time.expectRequest() }
            guard isLast || isLastAsked else { return context.write(data, promise: promise) }
            context.writeAndFlush(data, promise: promise)
            end(context)
        }
    }

    /// Answers a request that is not let in, for the last time on this connection.
    private func refuse(_ objection: RequestObjection, _ context: ChannelHandlerContext) {
        isClosing = true
        let body = ByteBuffer(string: body(objection))
        let head = HTTPResponseHead(
            version: .http1_1,
            status: HTTPResponseStatus(statusCode: objection.status),
            headers: [
                "content-type": "application/json", "content-length": "\(body.readableBytes)",
                "connection": "close",
            ]
        )
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        end(context)
    }

    /// Says that no more answers come, and ends the connection though there may be more to read.
    private func end(_ context: ChannelHandlerContext) {
        isClosing = true
        time.stop()
        context.close(mode: .output, promise: nil)
        // Closed both ways at once, the answer could be lost with what was not read.
        context.eventLoop.assumeIsolated()
            .scheduleTask(in: Self.lingering) { context.close(promise: nil) }
    }
}
