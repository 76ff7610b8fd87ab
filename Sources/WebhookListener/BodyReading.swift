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
    /// From now until the last byte.
    package var deadline: Duration

    package init(limit: Int, deadline: Duration) {
        self.limit = limit
        self.deadline = deadline
    }

    /// The bytes of a body; whatever it is short of, the reading has ended when this returns.
    package func read(_ body: RequestBody) async throws(Failure) -> [UInt8] {
        let result = await withTaskGroup(of: Result<[UInt8], Failure>.self) { group in
            group.addTask { await collect(body) }
            group.addTask {
                try? await Task.sleep(for: deadline)
                return .failure(.tooSlow)
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? .failure(.broken)
        }
        return try result.get()
    }

    private func collect(_ body: RequestBody) async -> Result<[UInt8], Failure> {
        var bytes: [UInt8] = []
        do {
            for try await buffer in body {
                guard bytes.count + buffer.readableBytes <= limit else {
                    return .failure(.tooLarge)
                }
                bytes.append(contentsOf: buffer.readableBytesView)
            }
        } catch {
            return .failure(.broken)
        }
        return Task.isCancelled ? .failure(.broken) : .success(bytes)
    }
}
