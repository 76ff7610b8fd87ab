internal import Foundation
internal import GRDB
internal import Glibc

extension EventReader {
    /// Copies the log as it is at one moment into a file that does not exist yet.
    ///
    /// - Throws: `EventLogError.directory` when it cannot be made, `.cannotRead` when copying fails.
    func copy(to path: String) throws(EventLogError) {
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
            throw .cannotRead("\(error)")
        }
    }

    /// Has SQLite look at every page, and at every index against its table.
    ///
    /// - Throws: `EventLogError.cannotRead` that says what it found.
    package func checkStructure() throws(EventLogError) {
        let found = try read { try String.fetchOne($0, sql: "PRAGMA integrity_check(1)") }
        guard found == "ok" else { throw .cannotRead(found ?? "SQLite says nothing") }
    }
}
