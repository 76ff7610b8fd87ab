package import Hummingbird
internal import Logging
internal import NIOCore

/// What the listener knows of a request beside the request: the connection it came on.
package struct ListenerContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    var connection: RequestConnection { RequestConnection(channel) }
}
