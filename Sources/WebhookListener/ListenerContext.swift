package import Hummingbird
internal import Logging
internal import NIOCore

/// What the listener knows of a request beside the request: the connection it came on.
package struct ListenerContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    package let connection: RequestConnection

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        let channel = source.channel
        connection = RequestConnection(
            eventLoop: channel.eventLoop,
            remoteAddress: channel.remoteAddress,
            closeInput: { channel.close(mode: .input, promise: nil) }
        )
    }
}
