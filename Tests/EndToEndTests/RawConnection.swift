import Foundation
import Glibc

/// Sends bytes as they are and gives everything that comes back until the server closes.
///
/// `endsInput` says that nothing more will come; the connection is given up after two minutes of
/// silence.
func exchange(_ bytes: [UInt8], port: Int, endsInput: Bool = false) throws -> String {
    let connection = try RawConnection(port: port)
    connection.send(bytes)
    if endsInput { connection.endInput() }
    return connection.receive()
}

/// A TCP connection to this machine.
final class RawConnection {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 120, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw POSIXError(.ECONNREFUSED) }
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...]
                .withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
            // The server may have answered and closed before it had everything.
            if count <= 0 { return }
            sent += count
        }
    }

    /// Sends as much as is taken without anybody reading.
    func sendWhatFits(_ bytes: [UInt8]) {
        var sent = 0
        var isPatient = true
        while sent < bytes.count {
            let count = bytes[sent...]
                .withUnsafeBytes {
                    Glibc.send(
                        descriptor,
                        $0.baseAddress,
                        $0.count,
                        Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
                    )
                }
            if count > 0 {
                (sent, isPatient) = (sent + count, true)
            } else if errno == EAGAIN, isPatient {
                // Once it has had a moment to be taken, what does not fit is left.
                var descriptor = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                isPatient = poll(&descriptor, 1, 500) > 0
            } else {
                return
            }
        }
    }

    /// Says that nothing more will come.
    func endInput() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// What has come, once something has; empty where the server closed.
    func receiveSome() -> String {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer[..<max(count, 0)], as: UTF8.self)
    }

    /// Everything until the server closes.
    func receive() -> String {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 { return String(decoding: answer, as: UTF8.self) }
            answer += buffer[..<count]
        }
    }
}
