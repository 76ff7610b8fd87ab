package import Hummingbird
internal import Logging
package import NIOCore

/// What the listener knows of a request beside the request: the connection it came on.
package struct ListenerContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    /// Where the request comes from; nil where that is unknown.
    package var remoteAddress: SocketAddress? { channel.remoteAddress }

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Whether the connection's input was ended because a body came too slowly.
    func hasEndedInput() async -> Bool {
        let channel = channel
        let ended = channel.eventLoop.submit {
            try channel.pipeline.syncOperations.handler(type: BodyDeadlineHandler.self)
                .hasEndedInput
        }
        return (try? await ended.get()) ?? false
    }
}
