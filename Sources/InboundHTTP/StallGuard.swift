internal import Glibc
internal import NIOCore

/// Ends a connection whose client takes no more of its answers, and one that outlives the server's
/// stop.
///
/// It stands next to the socket, before TLS: it sees the bytes that really leave, and when it
/// closes the connection no peer is waited for.
final class StallGuard: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData

    /// How many looks a deadline has: a stall ends between one deadline and one deadline and a
    /// third.
    private static let looksPerDeadline = 3
    /// What must leave within a deadline to count as progress, in bytes; less is a client that only
    /// pretends to read.
    private static let leastProgress = 1024

    private let lookInterval: TimeAmount
    private let drainDeadline: TimeAmount
    /// Bytes that were handed to the socket so far.
    private var handed = 0
    /// How many bytes had left at the latest looks, oldest first.
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

    /// Ends the connection without waiting for the client to take what is on its way, which the
    /// system would hold for it.
    private func reset(_ context: ChannelHandlerContext) {
        _ = (context.channel as? any SocketOptionProvider)?
            .setSoLinger(linger(l_onoff: 1, l_linger: 0))
        context.close(promise: nil)
    }

    /// What the client's side has not made room for yet.
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
