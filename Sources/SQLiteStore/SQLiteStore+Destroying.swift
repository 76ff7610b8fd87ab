package import EventLog
internal import Encodings
internal import Foundation
internal import GRDB
internal import SQLiteIndex
internal import Synchronization
package import SyncModel

extension SQLiteStore {
    /// Rewrites both tables (`KeyTable`) in small transactions between appends, then empties the
    /// write-ahead log.
    package func destroyKeys(
        at places: [SealedValueReference],
        of names: [ValueName],
        unusedThrough seen: Position,
        namesIn: @escaping @Sendable (RecordedEvent) -> Set<ValueName>,
        forget: @escaping @Sendable ([ValueName]) -> Void
    ) throws(EventLogError) {
        try removeExtras()
        defer { sqliteReader.dataKeyCount.forget() }
        do {
            try writeAnew(at: places, of: names, unusedThrough: seen, namesIn: namesIn, forget)
        } catch {
            abandon()
            throw error
        }
        try eraseKeys()
    }

    /// Gives up a rewrite that failed: appends must not go on filling a table that nobody will
    /// read, even where the disk is too full to remove it.
    private func abandon() {
        try? onWriter { database in
            for table in KeyTable.allCases { try table.forget(in: database) }
        }
        try? removeExtras()
    }

    /// Removes the extra tables of an interrupted destruction and empties the write-ahead log.
    package func eraseKeys() throws(EventLogError) {
        try removeExtras()
        try emptyWriteAheadLog()
    }

    /// Rewrites both tables as a destruction does, and lets both be replaced in one transaction.
    package func replaceKeys(_ replacement: KeyReplacement) throws(EventLogError) {
        try removeExtras()
        let failure = Mutex<(any Error)?>(nil)
        let functions = KeyTable.allCases.map { table in
            table.rewrapping(as: replacement) { error in failure.withLock { $0 = error } }
        }
        try onWriter { database in functions.forEach { database.add(function: $0) } }
        defer {
            try? onWriter { database in functions.forEach { database.remove(function: $0) } }
        }
        do {
            for table in KeyTable.allCases { try copy(table, isRewrapping: true) }
            try swapAll(replacement)
        } catch {
            abandon()
            guard let cause = failure.withLock(\.self) else { throw error }
            throw .cannotRead(
                "a key cannot be replaced, so none was: \(reason(of: cause))",
                hint: "Find it with `checkly-sync audit verify`, and restore a backup."
            )
        }
        try eraseKeys()
    }

    private func swapAll(_ replacement: KeyReplacement) throws(EventLogError) {
        try onWriter { [self] database in
            do {
                try database.inTransaction(.immediate) {
                    try KeyTable.fingerprint.add(
                        [Schema.identityName.databaseValue],
                        wrapped: replacement.identity,
                        in: database
                    )
                    for table in KeyTable.allCases { try table.swap(in: database) }
                    return .commit
                }
            } catch {
                // A commit that failed may be one that happened.
                let identity = try SQLiteReader.identity(in: database)
                guard identity.wrappedKey == replacement.identity else { throw error }
            }
            replacement.onReplaced()
            destructionCount.add(1, ordering: .releasing)
        }
    }

    private func writeAnew(
        at places: [SealedValueReference],
        of names: [ValueName],
        unusedThrough seen: Position,
        namesIn: @escaping @Sendable (RecordedEvent) -> Set<ValueName>,
        _ forget: @escaping @Sendable ([ValueName]) -> Void
    ) throws(EventLogError) {
        // One table at a time. The data keys go last: while one of them exists, an interrupted
        // destruction is carried out again.
        try copy(.fingerprint, without: names.map { [$0.text.databaseValue] })
        var unused = Set(names)
        var seen = seen
        try EventReader(reader)
            .forEach(after: seen) { event in
                unused.subtract(namesIn(event))
                seen = event.position
            }
        try swap(.fingerprint, forgetting: names, forget) { [unused, seen] database in
            var unused = unused
            let later = try Row.fetchCursor(
                database,
                sql: "SELECT position, envelope FROM events WHERE position > ?",
                arguments: [seen.number]
            )
            while !unused.isEmpty, let row = try later.next() {
                unused.subtract(namesIn(try RecordedEvent(row)))
            }
            for name in Set(names).subtracting(unused) {
                try KeyTable.fingerprint.keep([name.text.databaseValue], in: database)
            }
        }
        try copy(.data, without: places.map(\.key))
        try swap(.data, forgetting: names, forget)
    }

    private func inTransaction<R: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> R
    ) throws(EventLogError) -> R {
        let result = try onWriter { database in
            var result: R?
            try database.inTransaction(.immediate) {
                result = try work(database)
                return .commit
            }
            return result
        }
        guard let result else { throw .cannotWrite("nothing was changed") }
        return result
    }

    /// Like `inTransaction`, for one of many steps: afterwards it leaves the writer to others for
    /// as long as the step took.
    private func step<R: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> R
    ) throws(EventLogError) -> R {
        let (result, taken) = try inTransaction { database in
            let clock = ContinuousClock()
            let start = clock.now
            return (try work(database), clock.now - start)
        }
        Thread.sleep(forTimeInterval: min(taken, Self.longestPause) / .seconds(1))
        return result
    }

    /// The longest pause between two steps.
    private static let longestPause = Duration.milliseconds(50)

    /// Copies the rows to keep to a table's second form, which from then on also gets every new
    /// row.
    private func copy(
        _ table: KeyTable,
        without keys: [KeyTable.Key] = [],
        isRewrapping: Bool = false
    ) throws(EventLogError) {
        try inTransaction { try table.begin(without: keys, isRewrapping: isRewrapping, in: $0) }
        var last: KeyTable.Key?
        repeat {
            last = try step { [last] in
                try table.copyStep(after: last, isRewrapping: isRewrapping, in: $0)
            }
        } while last != nil
    }

    /// Replaces the first table with the second.
    ///
    /// Whatever the outcome, `forget` is called before anything else is written.
    private func swap(
        _ table: KeyTable,
        forgetting names: [ValueName],
        _ forget: @escaping @Sendable ([ValueName]) -> Void,
        after work: @escaping @Sendable (Database) throws -> Void = { _ in }
    ) throws(EventLogError) {
        try onWriter { [self] database in
            defer {
                forget(names)
                destructionCount.add(1, ordering: .releasing)
            }
            try database.inTransaction(.immediate) {
                try work(database)
                try table.swap(in: database)
                return .commit
            }
        }
    }

    private func removeExtras() throws(EventLogError) {
        for table in KeyTable.allCases {
            while try step({ try table.removeStep(in: $0) }) {}
        }
    }
}

extension SealedValueReference {
    fileprivate var key: KeyTable.Key {
        [position.number.databaseValue, slot.databaseValue]
    }
}
