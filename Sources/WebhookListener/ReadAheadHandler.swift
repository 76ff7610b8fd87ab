internal import NIOCore

/// Goes on reading from a socket while what came from it is answered, once for each answer.
///
/// The handlers after it want nothing more until then. Obeyed to the letter, the socket would be taken out of the event
/// loop's watch and put back in for each request; one reading more than asked for spares both, and holds up to one buffer.
final class ReadAheadHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData

    /// Whether it has read ahead since the last answer.
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
