internal import Glibc

/// How many files and connections this process may have open.
enum FileDescriptors {
    /// What the log, the loops and requests to Checkly and key management systems need.
    static let reserve = 256

    static var limit: Int {
        var limits = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else {
            return 1024
        }
        return Int(clamping: limits.rlim_cur)
    }

    /// Takes as many as the system allows, since the usual 1,024 are a limit for programs with `select`.
    static func raiseLimit() {
        var limits = rlimit()
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(files, &limits) == 0 else { return }
        limits.rlim_cur = limits.rlim_max
        _ = setrlimit(files, &limits)
    }
}
