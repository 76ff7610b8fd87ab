internal import Glibc

/// The service manager that started this process, which is told how it does.
///
/// Speaks the protocol of sd_notify(3): one datagram of `NAME=value` lines to the socket that the
/// environment names. Outside of such a manager, nothing is sent.
struct ServiceManager: Sendable {
    /// What is said to the manager.
    enum Message: String {
        /// Both endpoints accept requests.
        case ready = "READY=1"
        /// The process has begun to stop.
        case stopping = "STOPPING=1"
        /// The process is alive.
        case alive = "WATCHDOG=1"
    }

    /// The address of the manager's socket: a path, or after `@` an abstract name.
    private let address: String
    /// How often the manager wants to hear that the process is alive; nil if it does not.
    let watchdogInterval: Duration?

    /// Finds the manager; nil if none waits for this process.
    ///
    /// - Parameters:
    ///   - environment: The process's environment.
    ///   - processID: The id of this process; a watchdog of another one is not answered.
    init?(environment: [String: String], processID: Int32 = getpid()) {
        guard let address = environment["NOTIFY_SOCKET"],
            address.first == "/" || address.first == "@"
        else { return nil }
        self.address = address
        let isOther = environment["WATCHDOG_PID"].map { $0 != "\(processID)" } ?? false
        let limit = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        // Twice as often as it has to be, as sd_watchdog_enabled(3) recommends.
        watchdogInterval = isOther || limit <= 0 ? nil : .microseconds(limit) / 2
    }

    /// Sends a message; one that cannot be sent is lost.
    func tell(_ message: Message) {
        let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        let name = Array(address.utf8)
        let start = MemoryLayout.offset(of: \sockaddr_un.sun_path) ?? 0
        guard name.count < MemoryLayout.size(ofValue: target.sun_path) else { return }
        withUnsafeMutableBytes(of: &target.sun_path) { path in
            path.copyBytes(from: name)
            // An abstract name begins with a zero byte.
            if name.first == UInt8(ascii: "@") { path[0] = 0 }
        }
        let bytes = Array(message.rawValue.utf8)
        withUnsafePointer(to: target) { target in
            target.withMemoryRebound(to: sockaddr.self, capacity: 1) { target in
                let length = socklen_t(start + name.count)
                _ = sendto(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL), target, length)
            }
        }
    }
}
