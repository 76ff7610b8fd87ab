import Glibc

/// The socket on which a service manager hears from its services; see sd_notify(3).
package final class NotifySocket: Sendable {
    private let socket: Int32

    /// Binds the socket; nil if that is not possible.
    ///
    /// - Parameter address: A path, or after `@` an abstract name.
    package init?(_ address: String) {
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return nil }
        var own = sockaddr_un()
        own.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &own.sun_path) { path in
            path.copyBytes(from: address.utf8)
            if address.first == "@" { path[0] = 0 }
        }
        let start = MemoryLayout.offset(of: \sockaddr_un.sun_path) ?? 0
        let length = socklen_t(start + address.utf8.count)
        let isBound = withUnsafePointer(to: own) { own in
            own.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) == 0 }
        }
        // A test does not wait for ever.
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard isBound else { return nil }
    }

    deinit { close(socket) }

    /// Waits for the next message; nil if none comes.
    package func next() -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(socket, &bytes, bytes.count, 0)
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }
}
