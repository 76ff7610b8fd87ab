import InboundHTTP
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

/// What reaches the router of a connection that is gone.
@Suite struct RequestGateTests {
    /// How far a request has come when its connection ends.
    enum Stage: CaseIterable {
        case nothing, head, answered
    }

    /// Keeps the errors that come through.
    private final class Errors: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart

        var count = 0

        func errorCaught(context: ChannelHandlerContext, error: any Error) { count += 1 }
    }

    private static let head = HTTPRequestHead(
        version: .http1_1,
        method: .POST,
        uri: "/x",
        headers: ["host": "localhost", "content-length": "9"]
    )

    @Test(arguments: Stage.allCases)
    func `half a request that a closed connection leaves behind is told to who reads it alone`(
        stage: Stage
    ) throws {
        let rules = RequestRules(ConnectionLimits(), hosts: HostNames([]))
        let gate = RequestGate(rules, idleTimeout: nil) { _ in "" }
        let errors = Errors()
        let channel = EmbeddedChannel(handlers: [gate, errors])
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 80)).wait()
        if stage != .nothing { try channel.writeInbound(HTTPServerRequestPart.head(Self.head)) }
        if stage == .answered {
            let answer = HTTPResponseHead(version: .http1_1, status: .ok)
            try channel.writeOutbound(HTTPServerResponsePart.head(answer))
            try channel.writeOutbound(HTTPServerResponsePart.end(nil))
        }
        try channel.close().wait()
        channel.pipeline.fireErrorCaught(HTTPParserError.invalidEOFState)
        #expect(errors.count == (stage == .head ? 1 : 0))
    }
}
