package import SyncModel

/// Which sync wrote which variable where, with what.
package struct Ledger: Sendable, Equatable {
    /// A set of variables at Checkly: an account's, or a group's.
    package struct Place: Sendable, Hashable, Comparable {
        package let accountID: String
        package let groupID: String?

        package init(accountID: String, groupID: String?) {
            self.accountID = accountID
            self.groupID = groupID
        }

        package init(_ destination: Destination) {
            self.init(accountID: destination.accountID, groupID: destination.groupID)
        }

        init(_ variable: PushedVariable) {
            self.init(accountID: variable.accountID, groupID: variable.groupID)
        }

        package static func < (a: Place, b: Place) -> Bool {
            (a.accountID, a.groupID ?? "") < (b.accountID, b.groupID ?? "")
        }
    }

    /// The last write of a variable that Checkly acknowledged, or may have taken.
    package struct Entry: Sendable, Equatable {
        package var syncID: String
        package var fingerprint: Fingerprint?
        package var position: Position
        package var writtenAt: Timestamp
        /// Nil for a key that was adopted.
        package var value: WrittenValue?
        /// Nil where the last write is known to be what Checkly has.
        package var doubt: Doubt?
    }

    package internal(set) var entries: [Place: [String: Entry]] = [:]
    /// The runs under way whose writes are in doubt; made of the rest.
    var doubtfulRuns: Set<String> = []

    package init() {}

    package static func == (a: Ledger, b: Ledger) -> Bool { a.entries == b.entries }

    /// The last write of a key, whoever made it.
    package func entry(_ key: String, at place: Place) -> Entry? {
        entries[place]?[key]
    }

    /// Everything one sync wrote and has not deleted, by place and key.
    package func written(by syncID: String) -> [(place: Place, key: String)] {
        entries.sorted { $0.key < $1.key }
            .flatMap { place, keys in
                keys.filter { $0.value.syncID == syncID }.keys.sorted().map { (place, $0) }
            }
    }

    mutating func write(_ variable: PushedVariable, at event: RecordedEvent) {
        let place = Place(variable)
        entries[place, default: [:]][variable.key] = Entry(
            syncID: variable.syncID,
            fingerprint: variable.fingerprint,
            position: event.position,
            writtenAt: event.recordedAt,
            value: variable.value
        )
    }

    /// Makes keys a sync's own; with what value they were written is not known.
    mutating func adopt(
        _ keys: [String],
        by syncID: String,
        at place: Place,
        _ event: RecordedEvent
    ) {
        for key in keys {
            entries[place, default: [:]][key] = Entry(
                syncID: syncID,
                fingerprint: nil,
                position: event.position,
                writtenAt: event.recordedAt
            )
        }
    }

    /// Whether a sync wrote anything at a place that it has not deleted.
    package func holds(anythingOf syncID: String, at place: Place) -> Bool {
        entries[place]?.values.contains { $0.syncID == syncID } ?? false
    }

    /// Forgets all of a sync at a place; gives its keys.
    mutating func giveUp(allOf syncID: String, at place: Place) -> [String] {
        let keys = (entries[place] ?? [:]).filter { $0.value.syncID == syncID }.keys.sorted()
        for key in keys { remove(key, at: place) }
        return keys
    }

    mutating func delete(_ variable: PushedVariable) {
        let place = Place(variable)
        remove(variable.key, at: place)
    }

    mutating func remove(_ key: String, at place: Place) {
        entries[place]?[key] = nil
        if entries[place]?.isEmpty == true { entries[place] = nil }
    }
}
