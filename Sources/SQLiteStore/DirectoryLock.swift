internal import EventLog
internal import Glibc
internal import SyncModel

/// The operating system's lock on a data directory: one process writes to it at a time.
///
/// It is held on the file `lock`, which names the holder, and on the directory itself, so that it
/// holds even if the file is deleted. It ends with the process.
final class DirectoryLock: Sendable {
    private let descriptor: Int32
    /// The directory's descriptor; negative if it cannot be opened.
    private let directoryDescriptor: Int32

    /// Takes the lock, or throws `.locked` with its holder.
    init(directory: String) throws(EventLogError) {
        let path = directory + "/lock"
        descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .directory(path: directory, reason: String(cString: strerror(errno)))
        }
        guard Self.take(descriptor) else {
            let holder = Self.read(descriptor)
            close(descriptor)
            throw .locked(holder: holder.isEmpty ? "another process" : holder)
        }
        directoryDescriptor = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // Some file systems cannot lock directories; the file's lock remains.
        if directoryDescriptor >= 0, !Self.take(directoryDescriptor), errno == EWOULDBLOCK {
            close(directoryDescriptor)
            close(descriptor)
            throw .locked(holder: "another process")
        }
        let holder = Array("process \(getpid())".utf8)
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, holder, holder.count, 0)
    }

    /// Whether a process holds a directory at the moment.
    static func isHeld(directory: String) -> Bool {
        [directory + "/lock", directory]
            .contains { path in
                let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
                guard descriptor >= 0 else { return false }
                defer { close(descriptor) }
                return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
            }
    }

    /// How often a lock is tried, and the pause in microseconds: `isHeld` takes it for an instant.
    private static let (tries, pause) = (5, UInt32(10_000))

    /// Takes a lock; on failure `errno` says why.
    private static func take(_ descriptor: Int32) -> Bool {
        for attempt in 1...tries {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            if errno != EWOULDBLOCK || attempt == tries { return false }
            usleep(pause)
        }
        return false
    }

    private static func read(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    deinit {
        if directoryDescriptor >= 0 { close(directoryDescriptor) }
        close(descriptor)
    }
}
