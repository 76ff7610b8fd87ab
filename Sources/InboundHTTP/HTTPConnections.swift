package import HummingbirdCore
package import Logging
package import NIOCore
internal import NIOHTTP1
package import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1
internal import NIOSSL

/// The connections of one endpoint: HTTP/1.1, over TLS if it has a certificate, with limits on
/// everything.
package struct HTTPConnections: HTTPChannelHandler {
    /// The maximum number of headers in a request.
    private static let headerCount = 256

    /// Handles the requests that reach the router.
    package let responder: HTTPChannelHandler.Responder
    private let limits: ConnectionLimits
    private let certificate: ServerCertificate?
    private let beforeHTTP: @Sendable () -> [any ChannelHandler]
    private let afterHTTP: @Sendable () -> [any ChannelHandler]

    /// Sets up an endpoint.
    ///
    /// - Parameters:
    ///   - responder: Handles the requests that reach the router.
    ///   - limits: The limits for one client.
    ///   - certificate: The certificate to present; nil for plain HTTP.
    ///   - beforeHTTP: Makes each connection's handlers for raw bytes.
    ///   - afterHTTP: Makes each connection's handlers for requests.
    package init(
        responder: @escaping HTTPChannelHandler.Responder,
        limits: ConnectionLimits,
        certificate: ServerCertificate?,
        beforeHTTP: @escaping @Sendable () -> [any ChannelHandler] = { [] },
        afterHTTP: @escaping @Sendable () -> [any ChannelHandler]
    ) {
        self.responder = responder
        self.limits = limits
        self.certificate = certificate
        self.beforeHTTP = beforeHTTP
        self.afterHTTP = afterHTTP
    }

    /// Installs the handlers of a new connection.
    package func setup(
        channel: any Channel,
        logger: Logger
    ) -> EventLoopFuture<NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(StallGuard(limits))
            if let context = certificate?.context {
                try pipeline.addHandler(NIOSSLServerHandler(context: context))
            }
            try pipeline.addHandlers(beforeHTTP())
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: true,
                withErrorHandling: false,
                withOutboundHeaderValidation: false,
                withEncoderConfiguration: .init(),
                withDecoderLimitConfiguration: decoderLimits
            )
            try pipeline.addHandlers(afterHTTP())
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: certificate != nil))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel,
                configuration: .init(isOutboundHalfClosureEnabled: true)
            )
        }
    }

    /// The decoder's limits: twice the allowed ones, so that most excessive requests still get a
    /// response.
    private var decoderLimits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = self.limits.headerBytes * 2
        limits.maxHeaderListSize = self.limits.headerBytes * 2
        limits.maxHeaderFieldCount = Self.headerCount
        return limits
    }

    /// Serves a connection until it closes.
    package func handle(
        value: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>,
        logger: Logger
    ) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }
}
