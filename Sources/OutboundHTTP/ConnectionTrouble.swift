internal import Glibc
internal import NIOCore
internal import NIOPosix

/// Explains in words why a connection failed.
func connectionTrouble(_ error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError:
        let place = "\(error.host):\(error.port)"
        if let failure = error.connectionErrors.first { return "\(place): \(words(failure.error))" }
        return "the name \(error.host) cannot be resolved"
    default: return words(error)
    }
}

private func words(_ error: any Error) -> String {
    switch error {
    case let error as IOError: String(cString: strerror(error.errnoCode)).lowercasedFirst
    case ChannelError.connectTimeout: "nobody responded in time"
    case ChannelError.ioOnClosedChannel, ChannelError.alreadyClosed, ChannelError.eof:
        "the other side closed it"
    default: "it broke (\(type(of: error)))"
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
