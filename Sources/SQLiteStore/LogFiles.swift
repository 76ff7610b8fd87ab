internal import Glibc
internal import Synchronization

/// The files of an open log, by device and inode, so that it shows when they are no longer in place.
///
/// SQLite goes on writing to a file that was deleted or moved, and nothing it writes there is kept.
final class LogFiles: Sendable {
    private struct Identity: Sendable, Equatable {
        let device: UInt64
        let inode: UInt64
    }

    /// The lock, the database and its write-ahead log.
    private static let names = ["lock", "events.sqlite", "events.sqlite-wal"]

    private let directory: String
    private let expected: [(name: String, identity: Identity)]
    private let missing = Mutex<String?>(nil)

    /// Notes which files the open log has.
    init(directory: String) {
        self.directory = directory
        expected = Self.names.compactMap { name in
            Self.identity(directory + "/" + name).map { (name, $0) }
        }
    }

    /// Looks which file is not in place.
    ///
    /// - Returns: Its path; nil while all are.
    @discardableResult
    func look() -> String? {
        let found = expected.first { Self.identity(directory + "/" + $0.name) != $0.identity }
            .map { directory + "/" + $0.name }
        missing.withLock { $0 = found }
        return found
    }

    /// What the last look found.
    var lastMissing: String? { missing.withLock(\.self) }

    private static func identity(_ path: String) -> Identity? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }
}
