package import NIOCore
package import NIOHTTP1

/// Admits the requests of a connection to the router, one at a time, and enforces their time
/// limits.
///
/// It refuses invalid requests, closes slow connections, and sends a final response if a request
/// cannot be completed. It relies on an earlier handler that admits one request at a time.
package final class RequestGate: ChannelDuplexHandler {
    package typealias InboundIn = HTTPServerRequestPart
    package typealias InboundOut = HTTPServerRequestPart
    package typealias OutboundIn = HTTPServerResponsePart
    package typealias OutboundOut = HTTPServerResponsePart

    /// How long a client may still read the response to a request that was not read completely.
    private static let lingering = TimeAmount.seconds(2)

    private let rules: RequestRules
    private let time: ConnectionDeadlines
    /// Makes the JSON body that describes an objection.
    private let body: @Sendable (RequestObjection) -> String
    private var ownAddress: IPAddress?
    private var isStarted = false
    /// Whether the current request has more input to come, and whether its response is incomplete.
    private var isUnread = false, isUnanswered = false
    /// Whether the response has started.
    private var hasBegun = false
    /// Whether the client asked to close the connection after this response.
    private var isLastAsked = false
    /// Whether the connection must close after this response, because no more can be read.
    private var isLast = false
    /// Whether the last response was sent; further input and output are ignored.
    private var isClosing = false

    /// A nil `idleTimeout` sets no limit.
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

    /// Starts the timers if the connection is open already.
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

    // MARK: Inbound

    /// Passes on what belongs to an admitted request.
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

    /// Answers protocol errors, and passes on those that the reader of a body must see.
    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if isClosing || isLast { return }
        guard error is HTTPParserError else { return context.fireErrorCaught(error) }
        guard context.channel.isActive else {
            // A lost connection may leave half a request behind. Whoever reads its body has to
            // know, but an incomplete head or an answered request needs no response.
            if isUnread, isUnanswered { context.fireErrorCaught(error) }
            return
        }
        if isUnread, isUnanswered {
            // No more input can follow; whoever reads the body gets the error and responds.
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

    // MARK: Outbound

    /// Passes on the response, and closes the connection after it if no further request can follow.
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

    /// Sends the last response, to a request that is not admitted.
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

    /// Ends the output and then closes the connection, although more input may come.
    private func end(_ context: ChannelHandlerContext) {
        isClosing = true
        time.stop()
        context.close(mode: .output, promise: nil)
        // Closing both directions at once could lose the response, because input remains unread.
        context.eventLoop.assumeIsolated()
            .scheduleTask(in: Self.lingering) { context.close(promise: nil) }
    }
}
