internal import Foundation
internal import GRDB
internal import Glibc

extension EventReader {
    /// Copies the log as it is at one moment into a directory, also while it is written to.
    ///
    /// The copy is one file that is the user's alone.
    ///
    /// - Parameter directory: Where `events.sqlite` will be; there must be none yet.
    /// - Throws: `EventLogError.directory` when there is one or it cannot be made, `.cannotRead` when copying fails.
    package func copy(to directory: String) throws(EventLogError) {
        let path = directory + "/events.sqlite"
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .directory(path: path, reason: String(cString: strerror(errno)))
        }
        Glibc.close(descriptor)
        do {
            let copy = try DatabaseQueue(path: path)
            try database.backup(to: copy)
            // Without a log beside it, it is whole by itself.
            try copy.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA journal_mode = DELETE")
            }
            try copy.close()
        } catch {
            // Half a copy would be taken for one, and would be in the way of the next try.
            Self.removeCopy(in: directory)
            throw .cannotRead("\(error)")
        }
    }

    /// Removes what `copy(to:)` wrote.
    package static func removeCopy(in directory: String) {
        for end in ["", "-journal", "-wal", "-shm"] { unlink(directory + "/events.sqlite" + end) }
    }

    /// Has SQLite look at every page, and at every index against its table.
    ///
    /// - Throws: `EventLogError.cannotRead` that says what it found.
    package func checkStructure() throws(EventLogError) {
        let found = try read { try String.fetchOne($0, sql: "PRAGMA integrity_check(1)") }
        guard found == "ok" else { throw .cannotRead(found ?? "SQLite says nothing") }
    }
}
