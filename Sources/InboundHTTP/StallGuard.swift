internal import Glibc
internal import NIOCore

/// Closes a connection whose client stops reading, and one that outlives the server's stop.
///
/// It sits next to the socket, below TLS, so it sees the bytes that really leave and does not wait
/// for the peer when it closes.
final class StallGuard: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData

    /// The number of checks per deadline; a stall ends after one to one and a third deadlines.
    private static let looksPerDeadline = 3
    /// The number of bytes per deadline that count as progress; a client that takes fewer only
    /// pretends to read.
    private static let leastProgress = 1024

    private let lookInterval: TimeAmount
    private let drainDeadline: TimeAmount
    /// The number of bytes handed to the socket so far.
    private var handed = 0
    /// The number of bytes that had left at the latest checks, oldest first.
    private var taken: [Int] = []
    private var looking: Scheduled<Void>?
    private var draining: Scheduled<Void>?

    init(_ limits: ConnectionLimits) {
        lookInterval = TimeAmount(limits.stallDeadline / Self.looksPerDeadline)
        drainDeadline = TimeAmount(limits.drainDeadline)
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    private func stop() {
        looking?.cancel()
        draining?.cancel()
        (looking, draining) = (nil, nil)
    }

    func write(
        context: ChannelHandlerContext,
        data: NIOAny,
        promise: EventLoopPromise<Void>?
    ) {
        handed += unwrapOutboundIn(data).readableBytes
        context.write(data, promise: promise)
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        let waiting = Self.waitingBytes(context)
        guard looking == nil, waiting > 0, context.channel.isActive else { return }
        taken = [handed - waiting]
        lookLater(context)
    }

    private func lookLater(_ context: ChannelHandlerContext) {
        looking = context.eventLoop.assumeIsolated()
            .scheduleTask(in: lookInterval) { [weak self] in self?.look(context) }
    }

    private func look(_ context: ChannelHandlerContext) {
        looking = nil
        let waiting = Self.waitingBytes(context)
        if waiting == 0 { return }
        taken.append(handed - waiting)
        if taken.count > Self.looksPerDeadline {
            let since = taken.removeFirst()
            if handed - waiting - since < Self.leastProgress { return reset(context) }
        }
        lookLater(context)
    }

    /// Resets the connection, so that the system does not keep unsent data for the client.
    private func reset(_ context: ChannelHandlerContext) {
        _ = (context.channel as? any SocketOptionProvider)?
            .setSoLinger(linger(l_onoff: 1, l_linger: 0))
        context.close(promise: nil)
    }

    /// The number of bytes that the client has not yet made room for.
    private static func waitingBytes(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent, draining == nil {
            draining = context.eventLoop.assumeIsolated()
                .scheduleTask(in: drainDeadline) { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }
}
