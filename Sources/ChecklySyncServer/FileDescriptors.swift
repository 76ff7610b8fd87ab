internal import Glibc

/// The number of files and connections that this process may have open.
enum FileDescriptors {
    /// The number needed by the log, the event loops and requests to other systems.
    static let reserve = 256

    static var limit: Int {
        var limits = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else {
            return 1024
        }
        return Int(clamping: limits.rlim_cur)
    }

    /// Raises the limit as far as the system allows; the usual 1,024 is meant for programs that
    /// call `select`.
    static func raiseLimit() {
        var limits = rlimit()
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(files, &limits) == 0 else { return }
        limits.rlim_cur = limits.rlim_max
        _ = setrlimit(files, &limits)
    }
}
