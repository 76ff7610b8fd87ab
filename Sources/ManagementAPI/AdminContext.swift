package import Hummingbird
internal import NIOCore

/// What is known of a request to the admin side beside the request.
package struct AdminContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The connection it came over.
    let channel: any Channel

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
