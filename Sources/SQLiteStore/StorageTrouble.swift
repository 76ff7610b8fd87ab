internal import Foundation
internal import GRDB
internal import Glibc

/// A problem with a database file, in words.
///
/// SQLite's own texts ("SQLite error 14: unable to open database file") name neither the file nor
/// the reason; this does.
struct StorageTrouble {
    /// What happened and where, without a full stop.
    let reason: String
    /// What to do about it.
    let remedy: String

    /// - Parameters:
    ///   - error: The error, of SQLite or another kind.
    ///   - path: The database file.
    init(_ error: any Error, at path: String) {
        guard let error = error as? DatabaseError else {
            reason = "\(path): \(error)"
            remedy = Self.lookAtFile
            return
        }
        switch error.resultCode {
        case .SQLITE_FULL:
            reason = "the file system of \(path) is full"
            remedy = "Free disk space there."
        case .SQLITE_IOERR:
            reason = "the disk failed to \(Self.operation(error.extendedResultCode)) \(path)"
            remedy = "Check the disk and the system's log; free disk space if it is full."
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: (reason, remedy) = Self.unopened(path)
        case .SQLITE_READONLY:
            reason = "\(path) is on read-only media, or this user may not write to it"
            remedy = "Run this as the owner of the file, on writable media."
        case .SQLITE_NOTADB:
            reason = "\(path) is not a SQLite database"
            remedy = "Use the directory of a log; if this was one, restore a backup."
        case .SQLITE_CORRUPT:
            reason = "\(path) is damaged (SQLite: \(error.message ?? "malformed"))"
            remedy = "Keep this file for inspection and restore a backup."
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            reason = "another process has locked \(path)"
            remedy = "Stop that process, or wait until it finishes."
        case .SQLITE_NOMEM:
            reason = "there is not enough memory to use \(path)"
            remedy = "Give the process more memory."
        case .SQLITE_ABORT, .SQLITE_INTERRUPT:
            reason = "access to \(path) was interrupted"
            remedy = "Try again."
        default:
            reason =
                "SQLite says of \(path): \(error.message ?? "code \(error.resultCode.rawValue)")"
            remedy = Self.lookAtFile
        }
    }

    private static let lookAtFile =
        "Check with `checkly-sync audit verify` that the file is the right log."

    private static func operation(_ code: ResultCode) -> String {
        switch code {
        case .SQLITE_IOERR_READ, .SQLITE_IOERR_SHORT_READ: "read"
        case .SQLITE_IOERR_WRITE: "write"
        case .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC: "synchronize"
        case .SQLITE_IOERR_TRUNCATE: "truncate"
        case .SQLITE_IOERR_LOCK, .SQLITE_IOERR_RDLOCK, .SQLITE_IOERR_UNLOCK: "lock"
        default: "use"
        }
    }

    /// Why a file could not be opened, according to the operating system.
    private static func unopened(_ path: String) -> (String, String) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            let code = errno
            let remedy =
                code == ENOENT
                ? "Give the data directory of a log with --data."
                : "Run this as a user who may read the directory."
            return ("\(path): " + String(cString: strerror(code)), remedy)
        }
        guard access(path, R_OK) == 0 else {
            return (
                "\(path): " + String(cString: strerror(errno)),
                "Run this as a user who may read the file."
            )
        }
        return (
            "\(path) or a file beside it cannot be opened",
            "Check the permissions of its directory and the limit of open files."
        )
    }
}
