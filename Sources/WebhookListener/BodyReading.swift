package import Hummingbird
internal import NIOCore

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
    /// From now until the last byte; `BodyDeadlineHandler` ends the input of a connection that exceeds it.
    package var deadline: Duration

    package init(limit: Int, deadline: Duration) {
        self.limit = limit
        self.deadline = deadline
    }

    /// The bytes of a body.
    package func read(_ body: RequestBody) async throws(Failure) -> [UInt8] {
        let end = NIODeadline.now() + TimeAmount(deadline)
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
