internal import Glibc
internal import Synchronization

/// The files of an open log, by device and inode, to detect when they are no longer in place.
///
/// SQLite continues to write to a file that was deleted or moved, and everything it writes there is
/// lost.
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

    /// Records which files the open log has.
    init(directory: String) {
        self.directory = directory
        expected = Self.names.compactMap { name in
            Self.identity(directory + "/" + name).map { (name, $0) }
        }
    }

    /// Checks whether all files are in place.
    ///
    /// - Returns: The path of a file that is not; nil if all are.
    @discardableResult
    func look() -> String? {
        let found = expected.first { Self.identity(directory + "/" + $0.name) != $0.identity }
            .map { directory + "/" + $0.name }
        missing.withLock { $0 = found }
        return found
    }

    /// The result of the last check.
    var lastMissing: String? { missing.withLock(\.self) }

    private static func identity(_ path: String) -> Identity? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }
}
