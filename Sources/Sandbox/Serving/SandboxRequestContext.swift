package import Hummingbird
import NIOCore

/// The context of a request, including its connection so that a fault can close it.
package struct SandboxRequestContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    /// Makes the context of one request.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Closes the connection; a later response reaches nobody.
    func closeConnection() async {
        try? await channel.close()
    }
}
