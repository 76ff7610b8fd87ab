package import Hummingbird
import NIOCore

/// What the router keeps beside a request: the connection, so that a fault can close it.
package struct SandboxRequestContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    /// Makes the context of one request.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Closes the connection; whatever is answered afterwards reaches nobody.
    func closeConnection() async {
        try? await channel.close()
    }
}
