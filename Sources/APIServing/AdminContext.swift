package import Hummingbird
internal import InboundHTTP
package import NIOCore

/// The context of a request to the admin API.
package struct AdminContext: RemoteAddressRequestContext, ConnectionContext {
    /// Hummingbird's part of the context.
    package var coreContext: CoreRequestContextStorage
    /// The connection of the request.
    package let channel: any Channel

    /// The address of the client, or of the proxy before it.
    package var remoteAddress: SocketAddress? { channel.remoteAddress }

    /// Makes the context of one request.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
