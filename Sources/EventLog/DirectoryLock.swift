internal import Glibc
internal import SyncModel

/// The operating system's lock on a data directory: one writer, one process.
///
/// It ends with the process.
final class DirectoryLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock or says who holds it.
    init(directory: String) throws(EventLogError) {
        let path = directory + "/lock"
        descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .directory(path: directory, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.read(descriptor)
            close(descriptor)
            throw .locked(holder: holder.isEmpty ? "another process" : holder)
        }
        let holder = Array("process \(getpid())".utf8)
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, holder, holder.count, 0)
    }

    /// Whether a process holds a directory now.
    static func isHeld(directory: String) -> Bool {
        let descriptor = Glibc.open(directory + "/lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }

    private static func read(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    deinit {
        close(descriptor)
    }
}
