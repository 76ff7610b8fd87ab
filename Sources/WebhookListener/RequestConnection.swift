package import NIOCore

/// The connection a request came on, as far as reading it is concerned.
package struct RequestConnection: Sendable {
    /// How long a sender can still read the answer to a body that is not wanted.
    private static let lingering = TimeAmount.seconds(2)

    /// Nil for a request that came on none.
    private let channel: (any Channel)?

    package init(_ channel: (any Channel)?) {
        self.channel = channel
    }

    /// Where it comes from; nil where that is unknown.
    var remoteAddress: SocketAddress? { channel?.remoteAddress }

    /// Whether its input was ended because a body came too slowly.
    func hasEndedInput() async -> Bool {
        guard let channel else { return false }
        let ended = channel.eventLoop.submit {
            try channel.pipeline.syncOperations.handler(type: BodyDeadlineHandler.self)
                .hasEndedInput
        }
        return (try? await ended.get()) ?? false
    }

    /// Ends what comes in after a while; more of it is not wanted.
    func endSoon() {
        guard let channel else { return }
        channel.eventLoop.scheduleTask(in: Self.lingering) {
            channel.close(mode: .input, promise: nil)
        }
    }
}
