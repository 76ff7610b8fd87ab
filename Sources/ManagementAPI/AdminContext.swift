package import Hummingbird
internal import NIOCore

/// The context of a request to the admin API.
package struct AdminContext: RequestContext {
    /// Hummingbird's part of the context.
    package var coreContext: CoreRequestContextStorage
    /// The connection of the request.
    let channel: any Channel

    /// Makes the context of one request.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
