internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1

/// The connections of the public side: HTTP/1.1, one request of a connection at a time.
///
/// Deliveries are taken and answered on the connection's event loop; everything else goes on to the router.
struct DeliveryChannel: HTTPChannelHandler {
    /// What is beyond these is no HTTP to us; what the listener itself allows is far less, and has an answer.
    private static var headerLimits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = limits.maxHeaderFieldSize
        limits.maxHeaderFieldCount = 1000
        return limits
    }

    let responder: HTTPChannelHandler.Responder
    let makeHandler: @Sendable () -> DeliveryHandler

    func setup(
        channel: any Channel,
        logger: Logger
    ) -> EventLoopFuture<NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(ReadAhead())
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: true,
                withErrorHandling: false,
                withOutboundHeaderValidation: false,
                withEncoderConfiguration: .init(),
                withDecoderLimitConfiguration: Self.headerLimits
            )
            try pipeline.addHandler(makeHandler())
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel,
                configuration: .init(isOutboundHalfClosureEnabled: true)
            )
        }
    }

    func handle(
        value: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>,
        logger: Logger
    ) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }
}
