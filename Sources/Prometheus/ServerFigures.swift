package import SyncModel

/// What the system says of the process, under the names that Prometheus' client libraries use.
package struct ProcessFigures: Sendable {
    /// When the process started, in seconds since 1970.
    package var startTime: Double
    /// The CPU time used by all threads, in seconds.
    package var cpuTime: Double
    /// The memory that is resident, in bytes.
    package var residentBytes: Int
    /// The number of files and connections that are open.
    package var openFiles: Int
    /// The maximum number of them.
    package var fileLimit: Int

    /// Figures as the system gives them.
    package init(
        startTime: Double,
        cpuTime: Double,
        residentBytes: Int,
        openFiles: Int,
        fileLimit: Int
    ) {
        self.startTime = startTime
        self.cpuTime = cpuTime
        self.residentBytes = residentBytes
        self.openFiles = openFiles
        self.fileLimit = fileLimit
    }
}

/// What the page says of the server beside its log.
package struct ServerFigures: Sendable {
    /// The program's version; nil if it is not told.
    package var version: String?
    /// Nil where the system does not say it.
    package var process: ProcessFigures?
    /// When the newest of the server's own backups was begun; nil if there is none.
    package var newestBackup: Timestamp?
    /// What is left on the disk of the log, in bytes; nil where the system does not say it.
    package var diskFree: Int64?
    /// Whether the newest message of each receiver of notifications is not accepted, by its name.
    package var failingNotifications: [String: Bool]

    /// Figures of which each may lack.
    package init(
        version: String? = nil,
        process: ProcessFigures? = nil,
        newestBackup: Timestamp? = nil,
        diskFree: Int64? = nil,
        failingNotifications: [String: Bool] = [:]
    ) {
        self.version = version
        self.process = process
        self.newestBackup = newestBackup
        self.diskFree = diskFree
        self.failingNotifications = failingNotifications
    }
}
