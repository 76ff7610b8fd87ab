internal import GRDB
internal import Synchronization

/// The number of data keys, which SQLite counts row by row.
///
/// A log only gets more of them, but for a destruction. So what was counted up to a position is
/// kept, and only the keys of later events are counted.
final class DataKeyCount: Sendable {
    /// What was counted of a log.
    struct Counted {
        /// The position of the last key that is counted.
        fileprivate var through: Int64 = 0
        /// The number of keys.
        fileprivate(set) var count = 0
        /// How often keys were destroyed before.
        fileprivate var destructions = 0

        /// Adds the keys that came since.
        func updated(in database: Database) throws -> Counted {
            let rows = try Row.fetchOne(
                database,
                sql: "SELECT count(*), max(position) FROM data_keys WHERE position > ?",
                arguments: [through]
            )
            guard let rows, let last = rows[1] as Int64? else { return self }
            var updated = self
            updated.count += rows[0] as Int
            updated.through = last
            return updated
        }
    }

    private let counted = Mutex(Counted())

    /// What was counted before.
    var known: Counted { counted.withLock(\.self) }

    /// Forgets what was counted, once keys were destroyed.
    func forget() {
        counted.withLock { $0 = Counted(destructions: $0.destructions + 1) }
    }

    /// Keeps what was counted.
    ///
    /// - Returns: Whether it is right; not if keys were destroyed since it was begun.
    func keep(_ new: Counted) -> Bool {
        counted.withLock { counted in
            guard new.destructions == counted.destructions else { return false }
            if new.through > counted.through { counted = new }
            return true
        }
    }
}
