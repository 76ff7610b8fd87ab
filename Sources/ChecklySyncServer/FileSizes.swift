internal import APIServing
internal import LiveLog
internal import ManagementAPI
internal import Synchronization

/// The sizes of the log's files, looked up at most every few seconds.
final class FileSizes: Sendable {
    /// How old a size may be.
    private static let maximumAge = Duration.seconds(5)

    private let path: String
    private let clock: ContinuousClock
    private let known: Mutex<(sizes: ServerFacts.Sizes, at: ContinuousClock.Instant)?> = Mutex(nil)

    /// - Parameters:
    ///   - path: The path of the database.
    ///   - clock: Measures the age of what is known.
    init(path: String, clock: ContinuousClock) {
        self.path = path
        self.clock = clock
    }

    /// The sizes in bytes; 0 for a file that is not there.
    var current: ServerFacts.Sizes {
        let now = clock.now
        return known.withLock { known in
            if let known, known.at.advanced(by: Self.maximumAge) > now { return known.sizes }
            let sizes = ServerFacts.Sizes(
                database: SystemFile.size(path),
                writeAheadLog: SystemFile.size(path + "-wal")
            )
            known = (sizes, now)
            return sizes
        }
    }
}
