internal import NIOCore

/// Keeps reading from the socket while a request is processed, once per response.
///
/// The later handlers want no more input meanwhile. Without this handler, each request would remove
/// the socket from the event loop and add it again. Reading once more than requested avoids both
/// and holds at most one buffer.
final class ReadAheadHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData

    /// Whether it has read ahead since the last response.
    private var isAhead = false

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if isAhead { return }
        isAhead = true
        context.read()
    }

    func flush(context: ChannelHandlerContext) {
        isAhead = false
        context.flush()
    }
}
