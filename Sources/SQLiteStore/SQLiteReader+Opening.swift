internal import CSQLiteHardening
package import EventLog
internal import GRDB
internal import Glibc

extension SQLiteReader {
    /// Opens `events.sqlite` in a directory for reading; no byte of the directory is changed.
    ///
    /// The directory may belong to a running server, be a copy, or be on read-only media.
    ///
    /// - Throws: `EventLogError` if the log is missing, foreign or has been changed.
    package static func open(directory: String) throws(EventLogError) -> SQLiteReader {
        let reader = try openUnchecked(directory: directory)
        try reader.read { try Schema.verify(in: $0) }
        return reader
    }

    /// Opens it whatever its schema, for callers that examine that too.
    static func openUnchecked(directory: String) throws(EventLogError) -> SQLiteReader {
        let file = directory + "/events.sqlite"
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let isHeld = DirectoryLock.isHeld(directory: directory)
        var path = file
        if !isHeld {
            let hasUnreadContent = byteCount(file + "-wal") > 0
            // Beside a server, SQLite's locks and shared memory are needed. Without a server they
            // would leave files behind: then a log without a write-ahead log is read as an
            // immutable file, and one with it through an index in memory and without locks.
            let options = hasUnreadContent ? "vfs=unix-none&mode=ro" : "immutable=1&mode=ro"
            let authority = file.hasPrefix("/") ? "//" : ""
            path = "file:\(authority)\(percentEncodedPath(file))?\(options)"
            configuration.prepareDatabase { database in
                let connection = UnsafeMutableRawPointer(database.sqliteConnection)
                _ = checkly_sync_sqlite_keep_wal(connection)
                if hasUnreadContent {
                    try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
                }
            }
        }
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            return SQLiteReader(queue, path: file, unheldDirectory: isHeld ? nil : directory)
        } catch {
            throw EventLogError(reading: error, at: file)
        }
    }

    /// The size of a file; 0 if there is none.
    static func byteCount(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// A path as part of a URI, with the characters escaped that SQLite would read as a query, a
    /// fragment or an escape.
    private static func percentEncodedPath(_ path: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "%"):
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: encoded.append(byte)
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
