package import EventLog
internal import GRDB
internal import Glibc

/// A copy of a log on its way into a directory, kept apart there until it was found to be whole.
///
/// So a copy that was cut off is neither taken for one nor in the way of the next: that one removes it.
package final class LogCopy: Sendable {
    /// Where the copy is until then, as the `events.sqlite` of a directory of its own.
    package let directory: String

    private let target: String
    /// Held so that nobody takes it for one that was cut off.
    private let lock: DirectoryLock

    /// Copies a log as it is at one moment, also while it is written to.
    ///
    /// The copy is one file that is the user's alone.
    ///
    /// - Parameters:
    ///   - reader: The log.
    ///   - directory: Where `events.sqlite` will be; there must be none yet.
    /// - Throws: `EventLogError.alreadyThere`, `.locked` while another copies into it, `.directory` where nothing can be
    ///   made, `.cannotRead` when copying fails.
    package init(of reader: SQLiteReader, to directory: String) throws(EventLogError) {
        target = directory + "/events.sqlite"
        self.directory = target + ".part"
        try Self.checkAbsence(of: target)
        guard mkdir(self.directory, 0o700) == 0 || errno == EEXIST else {
            throw .directory(path: self.directory, reason: String(cString: strerror(errno)))
        }
        lock = try DirectoryLock(directory: self.directory)
        removeFile()
        do {
            try reader.copy(to: self.directory + "/events.sqlite")
        } catch {
            remove()
            throw error
        }
    }

    /// Puts the copy in its place, and returns when that is on disk.
    ///
    /// - Throws: `EventLogError.alreadyThere`, `.directory`.
    package func finish() throws(EventLogError) {
        try Self.checkAbsence(of: target)
        let file = directory + "/events.sqlite"
        guard Self.synchronize(file), rename(file, target) == 0 else {
            throw .directory(path: target, reason: String(cString: strerror(errno)))
        }
        // Not every file system can do this for a directory.
        _ = Self.synchronize(String(target.dropLast("/events.sqlite".count)))
        remove()
    }

    /// Removes a copy that was not put in its place.
    package func remove() {
        removeFile()
        unlink(directory + "/lock")
        rmdir(directory)
    }

    private func removeFile() {
        for end in ["", "-journal", "-wal", "-shm"] { unlink(directory + "/events.sqlite" + end) }
    }

    private static func checkAbsence(of path: String) throws(EventLogError) {
        if access(path, F_OK) == 0 { throw .alreadyThere(path: path) }
    }

    private static func synchronize(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }
}
