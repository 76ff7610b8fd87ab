package import EventLog
internal import GRDB
internal import Glibc

extension SQLiteReader {
    /// Copies the log as it is at one moment to a new file.
    ///
    /// - Throws: `EventLogError.directory` if the file cannot be created, `.cannotRead` if copying
    ///   fails.
    func copy(to path: String) throws(EventLogError) {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .directory(path: path, reason: String(cString: strerror(errno)))
        }
        Glibc.close(descriptor)
        do {
            let copy = try DatabaseQueue(path: path)
            try back(up: copy, at: path)
            // Without a write-ahead log beside it, the copy is complete by itself.
            try copy.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA secure_delete = ON")
                try KeyTable.removeExtras(in: database)
                try database.execute(sql: "PRAGMA journal_mode = DELETE")
            }
            try copy.close()
        } catch let error as EventLogError {
            throw error
        } catch {
            let trouble = StorageTrouble(error, at: path)
            throw .cannotCopy(trouble.reason, hint: trouble.remedy)
        }
    }

    /// Copies every page, and on failure tells which side was at fault.
    private func back(up copy: DatabaseQueue, at path: String) throws {
        do {
            try database.backup(to: copy)
        } catch let error as DatabaseError where error.isAboutReading {
            throw EventLogError(reading: error, at: self.path)
        }
        try checkUnheld()
    }

    /// Runs `PRAGMA integrity_check`.
    package func checkStructure() throws(EventLogError) {
        let found = try read { try String.fetchOne($0, sql: "PRAGMA integrity_check(1)") }
        guard found == "ok" else { throw .cannotRead(found ?? "SQLite reported nothing") }
    }
}

extension DatabaseError {
    /// Whether the error can only come from the side being copied.
    fileprivate var isAboutReading: Bool {
        switch resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_BUSY, .SQLITE_LOCKED: true
        default:
            extendedResultCode == .SQLITE_IOERR_READ
                || extendedResultCode == .SQLITE_IOERR_SHORT_READ
        }
    }
}
