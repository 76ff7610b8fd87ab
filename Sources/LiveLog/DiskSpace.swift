internal import Foundation

/// The space of the file system that a directory is in.
package struct DiskSpace: Sendable, Equatable {
    /// Below this many bytes even a small share of a large disk is little.
    private static let least: Int64 = 256 << 20

    /// What this process may still use, in bytes.
    package var free: Int64
    /// The size of the file system, in bytes.
    package var total: Int64

    /// Sizes in bytes.
    package init(free: Int64, total: Int64) {
        self.free = free
        self.total = total
    }

    /// Asks the system, with statvfs(3); nil if it does not say.
    ///
    /// - Parameter directory: A path within the file system.
    package init?(of directory: String) {
        var status = statvfs()
        guard statvfs(directory, &status) == 0 else { return nil }
        let block = Int64(status.f_frsize)
        self.init(free: Int64(status.f_bavail) * block, total: Int64(status.f_blocks) * block)
    }

    /// Whether less than a twentieth is left, or so little that a log may fill it within days.
    package var isNearlyFull: Bool { free < total / 20 || !hasRoom(for: 0) }

    /// Whether something of so many bytes leaves room for a log.
    package func hasRoom(for bytes: Int64) -> Bool {
        free - bytes >= min(Self.least, total / 4)
    }

    /// The share that is left, in percent.
    package var freePercent: Int64 { total > 0 ? free * 100 / total : 0 }
}
