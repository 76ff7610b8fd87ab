internal import EventLog
internal import InboundHTTP
internal import NIOCore
internal import NIOHTTP1
internal import WebhookSignatures

/// Handles the deliveries of one connection, from head to response, and passes on all other
/// requests.
///
/// It relies on an earlier handler that admits one request at a time.
final class DeliveryHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        /// Between requests, or during one that is passed on.
        case passing
        case reading(Reading)
        /// Refused; the rest of the body is dropped.
        case dropping
        /// The whole request has arrived and is being processed.
        case answering
        /// The last response was sent; further input is ignored.
        case closing
    }

    /// A delivery whose body is arriving.
    private struct Reading {
        let source: RequestedSource
        let headers: ReceivedHeaders
        var body: [UInt8] = []
    }

    /// How long a sender may still read the response to a request that was not read completely.
    private static let lingering = TimeAmount.seconds(2)
    /// Bodies of more bytes than this are processed on another thread, so that other connections on
    /// the event loop do not wait.
    ///
    /// A body of this size full of unknown keys takes about 2 ms; at 60,000 bytes it would take
    /// over 100 ms.
    private static let promptByteCount = 2048

    private let listener: WebhookListener
    private let rules: RequestRules
    private let time: ConnectionDeadlines
    private var state = State.passing
    private var context: ChannelHandlerContext?
    private var peer: String?
    /// The connection's event loop as an executor for replies of the log.
    private var place: ReplyExecutor?
    /// Whether the connection closes after the current response.
    private var isLastRequest = false
    /// Whether a response is being written, which may deliver the next request of a pipelining
    /// sender.
    private var isWriting = false
    /// A response held back until the sender has read earlier ones; nothing more is read from it
    /// meanwhile.
    private var held: WebhookResponse?

    init(listener: WebhookListener, limits: ConnectionLimits) {
        self.listener = listener
        rules = RequestRules(limits)
        time = ConnectionDeadlines(
            bodyDeadline: limits.bodyDeadline,
            answerDeadline: limits.answerDeadline,
            idleTimeout: limits.idleTimeout
        )
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { start(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    func channelActive(context: ChannelHandlerContext) {
        start(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    private func start(_ context: ChannelHandlerContext) {
        peer = context.remoteAddress?.ipAddress
        let loop = context.eventLoop
        place = ReplyExecutor(id: ObjectIdentifier(loop)) { loop.execute($0) }
        time.start(on: context.eventLoop) { [weak self] in self?.timeIsUp() }
    }

    private func stop() {
        if case .reading(let reading) = state {
            listener.unverified.give(reading.body.count)
            state = .closing
        }
        time.stop()
        context = nil
    }

    private func timeIsUp() {
        if case .reading(let reading) = state {
            refuse(.unread(.tooSlow), reading)
        } else {
            context?.close(promise: nil)
        }
    }

    // MARK: Inbound

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        switch state {
        case .passing:
            if case .head(let head) = part, let source = DeliveryPath.source(of: head) {
                return begin(head, to: source)
            }
            // The gate behind this handler limits how long a passed-on request may take.
            time.expectNothing()
            context.fireChannelRead(data)
        case .reading(let reading): read(part, of: reading)
        case .dropping:
            if case .end = part {
                state = .passing
                time.expectRequest()
            }
        case .answering, .closing: break
        }
    }

    private func begin(_ head: HTTPRequestHead, to source: RequestedSource) {
        time.expectBody()
        isLastRequest = !head.isKeepAlive
        let headers = ReceivedHeaders(head.headers, limit: rules.limits.headerBytes)
        if headers.areTooLarge {
            refuse(.objection(.headersTooLarge, rules.limits), to: source)
        } else if let objection = rules.objectionToDelivery(head) {
            refuse(.objection(objection, rules.limits), to: source)
        } else if let answer = listener.objection(to: headers) {
            refuse(answer, to: source)
        } else {
            state = .reading(Reading(source: source, headers: headers))
            // HTTP/1.0 senders do not understand the response.
            if headers.expectsContinue, head.version == .http1_1 { promptBody() }
        }
    }

    /// Tells the sender to continue with the body (RFC 9110 section 10.1.1).
    private func promptBody() {
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context?.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }

    private func read(_ part: HTTPServerRequestPart, of reading: consuming Reading) {
        switch part {
        case .head: break
        case .body(let buffer):
            guard reading.body.count + buffer.readableBytes <= listener.bodyLimit else {
                return refuse(.unread(.tooLarge), reading)
            }
            guard listener.unverified.take(buffer.readableBytes) else {
                return refuse(.unread(.tooMany), reading)
            }
            // Otherwise the bytes would be referenced twice, and every part would copy all previous
            // ones.
            state = .dropping
            reading.body.append(contentsOf: buffer.readableBytesView)
            state = .reading(reading)
        case .end:
            time.expectAnswer()
            state = .answering
            answer(reading)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event {
            switch state {
            case .reading(let reading):
                return refuse(.unread(.broken), reading)
            case .dropping, .closing: context.close(promise: nil)
            case .answering:
                // Later handlers would close the output before the response is sent; instead, close
                // after it.
                isLastRequest = true
                return
            case .passing: break
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch state {
        case .reading(let reading): refuse(.unread(.broken), reading)
        case .passing: context.fireErrorCaught(error)
        // Already answered; there is no second response.
        case .dropping: context.close(promise: nil)
        case .answering: isLastRequest = true
        case .closing: break
        }
    }

    // MARK: Outbound

    func write(
        context: ChannelHandlerContext,
        data: NIOAny,
        promise: EventLoopPromise<Void>?
    ) {
        // The response to a passed-on request; responses to deliveries do not come through here.
        if case .end = unwrapOutboundIn(data) { time.expectRequest() }
        context.write(data, promise: promise)
    }

    private func answer(_ reading: Reading) {
        guard let context else { return listener.unverified.give(reading.body.count) }
        let (listener, loop, place) = (listener, context.eventLoop, place)
        let remoteAddress = listener.proxies.client(of: peer, reading.headers.fields)
        let (handler, source) = (NIOLoopBound(self, eventLoop: loop), reading.source)
        let request = IncomingRequest(headers: reading.headers.fields, body: reading.body)
        let answer = { @Sendable in
            listener.answer(request, to: source, from: remoteAddress, answeringAt: place) {
                answer in
                listener.unverified.give(request.body.count)
                if loop.inEventLoop {
                    handler.value.finish(answer)
                } else {
                    loop.execute { handler.value.finish(answer) }
                }
            }
        }
        if request.body.count > Self.promptByteCount || !listener.answersAtOnce(to: source) {
            listener.threads.run(answer)
        } else if isWriting {
            // Otherwise pipelined requests would be answered recursively, thousands of calls deep.
            loop.execute(answer)
        } else {
            answer()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, let answer = held {
            held = nil
            finish(answer)
        }
        context.fireChannelWritabilityChanged()
    }

    private func finish(_ answer: WebhookResponse) {
        guard let context else { return }
        guard context.channel.isWritable else {
            held = answer
            // A sender that reads nothing counts as idle.
            return time.expectRequest()
        }
        state = isLastRequest ? .closing : .passing
        guard isLastRequest else {
            time.expectRequest()
            return write(answer, to: context, promise: nil)
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        write(answer, to: context, promise: written)
    }

    private func refuse(_ answer: WebhookResponse, _ reading: Reading) {
        listener.unverified.give(reading.body.count)
        state = .dropping
        refuse(answer, to: reading.source)
    }

    /// Responds before the whole request has arrived.
    private func refuse(_ answer: WebhookResponse, to source: RequestedSource) {
        guard let context else { return }
        listener.note(answer, toDeliveryFor: source)
        isLastRequest = isLastRequest || answer.endsConnection || !context.channel.isWritable
        if isLastRequest { return end(with: answer, context) }
        state = .dropping
        write(answer, to: context, promise: nil)
    }

    /// Sends the last response although more input may come.
    private func end(with answer: WebhookResponse, _ context: ChannelHandlerContext) {
        isLastRequest = true
        state = .closing
        write(answer, to: context, promise: nil)
        time.stop()
        context.close(mode: .output, promise: nil)
        // Closing both directions at once could lose the response, because input remains unread.
        context.eventLoop.assumeIsolated()
            .scheduleTask(in: Self.lingering) { context.close(promise: nil) }
    }

    private func write(
        _ answer: WebhookResponse,
        to context: ChannelHandlerContext,
        promise: EventLoopPromise<Void>?
    ) {
        let body = ByteBuffer(string: answer.body)
        var headers = HTTPHeaders([
            WebhookResponse.contentType, ("content-length", String(body.readableBytes)),
        ])
        headers.add(contentsOf: answer.headers)
        if isLastRequest { headers.add(name: "connection", value: "close") }
        let head = HTTPResponseHead(
            version: .http1_1,
            status: HTTPResponseStatus(statusCode: answer.status),
            headers: headers
        )
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        isWriting = true
        defer { isWriting = false }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
    }
}
