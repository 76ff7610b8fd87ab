package import Hummingbird
internal import Logging
package import NIOCore

/// What the listener knows of a request beside the request: the connection it came on.
package struct ListenerContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Where the request comes from; nil where that is unknown.
    package let remoteAddress: SocketAddress?

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}
