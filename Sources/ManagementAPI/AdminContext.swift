package import Hummingbird
package import NIOCore

/// The context of a request to the admin API.
package struct AdminContext: RemoteAddressRequestContext {
    /// Hummingbird's part of the context.
    package var coreContext: CoreRequestContextStorage
    /// The connection of the request.
    let channel: any Channel

    /// The address of the client, or of the proxy before it.
    package var remoteAddress: SocketAddress? { channel.remoteAddress }

    /// Makes the context of one request.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
