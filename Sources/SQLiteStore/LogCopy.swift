package import EventLog
internal import GRDB
internal import Glibc

/// A copy of a log that is being written to a directory, kept apart there until it has been
/// checked.
///
/// An interrupted copy is therefore never mistaken for a complete one, and the next copy removes
/// it.
package final class LogCopy: Sendable {
    /// The directory that holds the unfinished copy as `events.sqlite`.
    package let directory: String

    private let target: String
    /// Held so that no other process treats the copy as interrupted.
    private let lock: DirectoryLock

    /// Copies a log as it is at one moment, even while it is being written to.
    ///
    /// The copy is a single file that only its owner can read.
    ///
    /// - Parameters:
    ///   - reader: The log.
    ///   - directory: Where `events.sqlite` will be; it must not exist yet.
    /// - Throws: `EventLogError.alreadyThere`, `.locked` while another copy is made there,
    ///   `.directory` if nothing can be created there, `.cannotRead` if copying fails.
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

    /// Moves the copy to its final place, and returns when that is on disk.
    ///
    /// - Throws: `EventLogError.alreadyThere`, `.directory`.
    package func finish() throws(EventLogError) {
        try Self.checkAbsence(of: target)
        let file = directory + "/events.sqlite"
        guard Self.synchronize(file), rename(file, target) == 0 else {
            throw .directory(path: target, reason: String(cString: strerror(errno)))
        }
        // Not every file system can sync a directory.
        _ = Self.synchronize(String(target.dropLast("/events.sqlite".count)))
        remove()
    }

    /// Removes a copy that was not moved to its final place.
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
