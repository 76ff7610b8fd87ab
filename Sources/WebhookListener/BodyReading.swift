package import Hummingbird
package import NIOCore

/// Reads a request's body whole, within a size and a time.
package struct BodyReading: Sendable {
    /// Why a body was not read.
    package enum Failure: Error, Equatable {
        case tooLarge
        case tooSlow
        /// The sender went away.
        case broken
    }

    /// Bytes.
    package var limit: Int
    /// From now until the last byte.
    package var deadline: Duration

    package init(limit: Int, deadline: Duration) {
        self.limit = limit
        self.deadline = deadline
    }

    /// The bytes of a body; one that is not there at the deadline ends with the connection's input.
    package func read(
        _ body: RequestBody,
        on connection: RequestConnection
    ) async throws(Failure) -> [UInt8] {
        // A timer of the event loop costs far less than a task that sleeps beside every delivery.
        let end = NIODeadline.now() + TimeAmount(deadline)
        let timer = connection.eventLoop.scheduleTask(deadline: end) { connection.closeInput() }
        defer { timer.cancel() }
        var bytes: [UInt8] = []
        do {
            for try await buffer in body {
                guard bytes.count + buffer.readableBytes <= limit else { throw Failure.tooLarge }
                if bytes.isEmpty {
                    bytes = Array(buffer: buffer)
                } else {
                    bytes.append(contentsOf: buffer.readableBytesView)
                }
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw NIODeadline.now() < end ? .broken : .tooSlow
        }
        guard NIODeadline.now() < end else { throw .tooSlow }
        return bytes
    }
}

/// The connection a request came on, as far as reading it is concerned.
package struct RequestConnection: Sendable {
    package let eventLoop: any EventLoop
    /// Ends what comes in; what was asked for can still be answered.
    package let closeInput: @Sendable () -> Void
    /// Where it comes from; nil where that is unknown.
    package let remoteAddress: SocketAddress?

    package init(
        eventLoop: any EventLoop,
        remoteAddress: SocketAddress? = nil,
        closeInput: @escaping @Sendable () -> Void
    ) {
        self.eventLoop = eventLoop
        self.remoteAddress = remoteAddress
        self.closeInput = closeInput
    }
}
