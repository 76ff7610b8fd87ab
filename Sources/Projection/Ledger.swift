package import SyncModel

/// The last write of every variable and the sync that made it.
package struct Ledger: Sendable, Equatable {
    /// A set of variables at Checkly: an account's or a check group's.
    package struct Place: Sendable, Hashable, Comparable {
        /// The account's id in its canonical form.
        package let accountID: String
        /// The check group; nil means the account itself.
        package let groupID: String?

        /// A nil `groupID` means the account's own variables.
        package init(accountID: String, groupID: String?) {
            self.accountID = accountID
            self.groupID = groupID
        }

        /// The place that a sync's destination refers to, without its display names.
        package init(_ destination: Destination) {
            self.init(accountID: destination.accountID, groupID: destination.groupID)
        }

        init(_ variable: PushedVariable) {
            self.init(accountID: variable.accountID, groupID: variable.groupID)
        }

        /// Orders by account; the account itself comes before its groups.
        package static func < (a: Place, b: Place) -> Bool {
            (a.accountID, a.groupID ?? "") < (b.accountID, b.groupID ?? "")
        }
    }

    /// The last write of a variable that Checkly acknowledged or may have received.
    package struct Entry: Sendable, Equatable {
        /// The sync that owns the variable.
        package var syncID: String
        /// The fingerprint of the written value; nil for an adopted key or one of doubtful
        /// existence.
        package var fingerprint: Fingerprint?
        /// The event that recorded the write.
        package var position: Position
        /// The time of that event.
        package var writtenAt: Timestamp
        /// Where the written value is sealed; nil for an adopted key.
        package var value: WrittenValue?
        /// Nil if the last write is known to have reached Checkly.
        package var doubt: Doubt?

        /// Whether the sync took the variable over and has not written it since.
        var isAdopted: Bool { fingerprint == nil && doubt == nil }
    }

    /// The last writes by place and key.
    package internal(set) var entries: [Place: [String: Entry]] = [:]
    /// The open runs whose writes are in doubt; derived from `entries`.
    var doubtfulRuns: Set<String> = []

    /// Makes a ledger without writes.
    package init() {}

    /// Compares the entries, from which the rest is derived.
    package static func == (a: Ledger, b: Ledger) -> Bool { a.entries == b.entries }

    /// The last write of a key by any sync.
    package func entry(_ key: String, at place: Place) -> Entry? {
        entries[place]?[key]
    }

    /// Everything that a sync wrote and has not deleted, sorted by place and key.
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

    /// Gives keys to a sync; their values are unknown.
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

    /// Whether a sync has written anything at a place that it has not deleted.
    package func holds(anythingOf syncID: String, at place: Place) -> Bool {
        entries[place]?.values.contains { $0.syncID == syncID } ?? false
    }

    /// Removes all entries of a sync at a place and returns their keys.
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
