internal import Dispatch
internal import Foundation
internal import GRDB
internal import Synchronization
package import SyncModel

extension EventLog {
    /// Destroys the keys of values, and the fingerprint keys of what has no value left.
    ///
    /// When it returns, no byte of them is in the database or the write-ahead log. Both tables are written anew for that
    /// (`KeyTable`), in small transactions beside the appends, so it takes a time that grows with the number of all keys.
    /// Destroying again does nothing. An event that was made before and is written afterwards is made again, so that it
    /// relies on no key that went.
    ///
    /// It blocks the caller's thread, which must be one that nobody else needs. Only one may run at a time
    /// (`destructionsInTurn`).
    ///
    /// - Parameters:
    ///   - places: Whose keys go.
    ///   - names: What has no value left in the events through `seen`; one that a later event brings a value of is spared.
    ///   - seen: The last event that was looked at to find them.
    ///   - namesIn: gives the names that an event brings values of.
    ///   - forget: is told the names while nothing is written, whether or not the keys are gone; it must return at once.
    /// - Throws: `EventLogError.cannotWrite`; the same may be asked for again. `.heldOpen` as `emptyWriteAheadLog` does.
    package func destroyKeys(
        at places: [SealedValueReference],
        of names: [ValueName],
        unusedThrough seen: Position,
        namesIn: @escaping @Sendable (RecordedEvent) -> Set<ValueName>,
        forget: @escaping @Sendable ([ValueName]) -> Void
    ) throws(EventLogError) {
        try removeExtras()
        // One table after the other. The data keys go last: as long as one of them is there, what a
        // crash cut off is carried out again.
        try writeAnew(.fingerprint, without: names.map { [$0.text.databaseValue] })
        var unused = Set(names)
        var seen = seen
        try reader.forEach(after: seen) { event in
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
                unused.subtract(namesIn(try EventReader.event(row)))
            }
            for name in Set(names).subtracting(unused) {
                try KeyTable.fingerprint.keep([name.text.databaseValue], in: database)
            }
        }
        try writeAnew(.data, without: places.map(\.key))
        try swap(.data, forgetting: names, forget)
        try eraseKeys()
    }

    /// Erases what a destruction that ended early left: nothing of it is read any more, but it may still be in the files.
    ///
    /// It blocks the caller's thread as `destroyKeys` does, and throws what that throws.
    package func eraseKeys() throws(EventLogError) {
        try removeExtras()
        try emptyWriteAheadLog()
    }

    /// Puts other wrapped keys in the place of all: every one of them or none.
    ///
    /// Appends wait until it is done.
    ///
    /// - Parameters:
    ///   - identity: The identity key under the new master key.
    ///   - data: gives the new form of a value's wrapped key.
    ///   - fingerprint: gives the new form of a name's wrapped key.
    /// - Returns: How many keys there were.
    /// - Throws: `EventLogError.cannotWrite` when nothing has changed; `.heldOpen` as `emptyWriteAheadLog` does.
    package func replaceKeys(
        identity: [UInt8],
        data: @escaping @Sendable (SealedValueReference, [UInt8]) throws -> [UInt8],
        fingerprint: @escaping @Sendable (ValueName, [UInt8]) throws -> [UInt8]
    ) throws(EventLogError) -> Int {
        try removeExtras()
        let count = try inTransaction { database in
            var count = 0
            try KeyTable.data.rewrite(in: database) { row in
                count += 1
                let place = SealedValueReference(
                    position: Position(row["position"]),
                    slot: row["slot"]
                )
                return try data(place, [UInt8](row["wrapped"] as Data))
            }
            try KeyTable.fingerprint.rewrite(in: database) { row in
                count += 1
                let wrapped = [UInt8](row["wrapped"] as Data)
                return row["name"] == Schema.identityName
                    ? identity : try fingerprint(ValueName(stored: row["name"]), wrapped)
            }
            try database.execute(
                sql: "INSERT OR IGNORE INTO fingerprint_keys (name, wrapped) VALUES (?, ?)",
                arguments: [Schema.identityName, Data(identity)]
            )
            return count + database.changesCount
        }
        try eraseKeys()
        return count
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

    /// As `inTransaction`, one of many steps: it then leaves the writer to others for as long as it took itself.
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

    /// Moves what is kept of a table to its second, which from then on gets what the first does.
    private func writeAnew(
        _ table: KeyTable,
        without keys: [KeyTable.Key]
    ) throws(EventLogError) {
        try inTransaction { try table.begin(without: keys, in: $0) }
        var last: KeyTable.Key?
        repeat {
            last = try step { [last] in try table.copyStep(after: last, in: $0) }
        } while last != nil
    }

    /// Puts the second table in the place of the first.
    ///
    /// Whatever came of it, the names are forgotten before anything else is written.
    private func swap(
        _ table: KeyTable,
        forgetting names: [ValueName],
        _ forget: @escaping @Sendable ([ValueName]) -> Void,
        after work: @escaping @Sendable (Database) throws -> Void = { _ in }
    ) throws(EventLogError) {
        try onWriter { [self] database in
            defer {
                forget(names)
                destructions.add(1, ordering: .releasing)
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
