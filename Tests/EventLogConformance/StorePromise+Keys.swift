internal import EventLog
internal import SyncModel
internal import Synchronization
internal import Testing

extension StorePromise {
    private static let name = ValueName.apiKey(connectionID: "c")
    private static let other = ValueName.apiKey(connectionID: "d")

    static let keys = [
        StorePromise("a sealed value is found with its key, and a place without one has none") {
            place in
            var log: EventLog? = try await place.open()
            try await log?.append(values: [[1], [2, 2]], keys: [name: [5]])
            try await place.reopen(&log)
            let reader = try #require(log).reader
            let places = (0..<3).map { SealedValueReference(position: Position(1), slot: $0) }
            let second = SealedValue(ciphertext: [2, 2], wrappedKey: [101])
            #expect(try reader.sealedValue(at: places[1]) == second)
            #expect(try reader.sealedValue(at: places[2]) == nil)
            #expect(try reader.placesWithoutKey(among: places) == [places[2]])
            #expect(try reader.fingerprintKey(for: name) == [5])
            #expect(try reader.fingerprintKey(for: other) == nil)
            #expect(try reader.keyCounts() == (2, 1))
        },
        StorePromise("a name has one key for ever, whatever else is brought") { place in
            let log = try await place.open()
            try await log.append(keys: [name: [1]])
            // Whether it is refused or the key left out is the store's business.
            try? await log.append(keys: [name: [2]])
            #expect(try log.reader.fingerprintKey(for: name) == [1])
        },
        StorePromise("destroyed keys are gone, and all others stay, also after a restart") {
            place in
            var log: EventLog? = try await place.open()
            for _ in 0..<3 { try await log?.append(values: [[1], [2]]) }
            try await log?.append(keys: [name: [1], other: [2]])
            let gone = [(1, 1), (3, 0)]
                .map { SealedValueReference(position: Position($0), slot: $1) }
            for _ in 0..<2 { try log?.destroy(at: gone, of: [name]) { _ in [] } }
            try await place.reopen(&log)
            let reader = try #require(log).reader
            let all = (Int64(1)...3)
                .flatMap { position in
                    (0..<2).map { SealedValueReference(position: Position(position), slot: $0) }
                }
            #expect(try reader.placesWithoutKey(among: all) == Set(gone))
            for place in gone { #expect(try reader.sealedValue(at: place) == nil) }
            #expect(try reader.fingerprintKey(for: name) == nil)
            #expect(try reader.fingerprintKey(for: other) == [2])
            #expect(try reader.keyCounts() == (4, 1))
        },
        StorePromise("an event made before a destruction and written after it is made again") {
            place in
            let log = try await place.open()
            try await log.append(keys: [name: [1]])
            let isForgotten = Mutex(false)
            let made = Mutex(0)
            let event = PendingEvent { _ in
                // As a sealer does: a key that is known to be there need not be brought.
                let keys: [ValueName: [UInt8]] = isForgotten.withLock(\.self) ? [name: [2]] : [:]
                let isFirst = made.withLock { count in
                    count += 1
                    return count == 1
                }
                if isFirst {
                    try log.destroyKeys(
                        at: [],
                        of: [name],
                        unusedThrough: log.head,
                        namesIn: { _ in [] },
                        forget: { _ in isForgotten.withLock { $0 = true } }
                    )
                }
                return EventDraft(body: .ignored("r"), newFingerprintKeys: keys)
            }
            _ = try await log.append(AppendRequest(events: [event]))
            #expect(made.withLock(\.self) == 2)
            #expect(try log.reader.fingerprintKey(for: name) == [2])
        },
        StorePromise("a name that came to have a value again keeps its key, and no other does") {
            place in
            let log = try await place.open()
            try await log.append(keys: [name: [1], other: [2]])
            let seen = log.head
            try await log.append(keys: [:])
            // What stands before the position was looked at already.
            try log.destroy(of: [name, other], through: seen) {
                $0.position > seen ? [name] : [other]
            }
            #expect(try log.reader.fingerprintKey(for: name) == [1])
            #expect(try log.reader.fingerprintKey(for: other) == nil)
            try log.destroy(of: [name]) { _ in [name] }
            #expect(try log.reader.fingerprintKey(for: name) == nil)
        },
        StorePromise("every key is replaced or none") { place in
            struct Failure: Error {}
            var log: EventLog? = try await place.open()
            try await log?.append(values: [[1], [2]], keys: [name: [1, 2]])
            let first = SealedValueReference(position: Position(1), slot: 0)
            #expect(throws: EventLogError.self) {
                try log?
                    .replaceKeys(
                        KeyReplacement(
                            identity: [8],
                            data: { _, old in [0] + old },
                            fingerprint: { _, _ in throw Failure() },
                            onReplaced: { Issue.record("nothing was replaced") }
                        )
                    )
            }
            #expect(try log?.reader.sealedValue(at: first)?.wrappedKey == [100])
            #expect(try log?.reader.identity().isRotated == false)
            let isTold = Mutex(false)
            try log?
                .replaceKeys(
                    KeyReplacement(
                        identity: [8],
                        data: { place, old in [UInt8(place.slot)] + old },
                        fingerprint: { _, old in old.reversed() },
                        onReplaced: { isTold.withLock { $0 = true } }
                    )
                )
            #expect(isTold.withLock(\.self) == true)
            #expect(try log?.reader.sealedValue(at: first)?.wrappedKey == [0, 100])
            try await place.reopen(&log)
            let reader = try #require(log).reader
            #expect(try reader.sealedValue(at: first)?.wrappedKey == [0, 100])
            #expect(try reader.fingerprintKey(for: name) == [2, 1])
            #expect(try reader.identity().wrappedKey == [8])
            #expect(try reader.identity().isRotated)
            #expect(try reader.keyCounts() == (2, 1))
        },
        StorePromise("an event made before a replacement and written after it is made again") {
            place in
            let log = try await place.open()
            try await log.append(keys: [name: [1]])
            let form = Mutex<UInt8>(1)
            let made = Mutex(0)
            let event = PendingEvent { _ in
                let key = form.withLock(\.self)
                let isFirst = made.withLock { count in
                    count += 1
                    return count == 1
                }
                if isFirst {
                    try log.replaceKeys(
                        KeyReplacement(
                            identity: [8],
                            data: { _, _ in [2] },
                            fingerprint: { _, _ in [2] },
                            onReplaced: { form.withLock { $0 = 2 } }
                        )
                    )
                }
                let value = SealedValue(ciphertext: [7], wrappedKey: [key])
                return EventDraft(
                    body: .ignored("r"),
                    sealedValues: [value],
                    newFingerprintKeys: [other: [key]]
                )
            }
            _ = try await log.append(AppendRequest(events: [event]))
            #expect(made.withLock(\.self) == 2)
            let written = SealedValueReference(position: Position(2), slot: 0)
            #expect(try log.reader.sealedValue(at: written)?.wrappedKey == [2])
            #expect(try log.reader.fingerprintKey(for: name) == [2])
            #expect(try log.reader.fingerprintKey(for: other) == [2])
        },
    ]
}

extension EventLog {
    /// Appends one event that brings values, with the keys 100, 101 and so on, and keys of names.
    fileprivate func append(
        values: [[UInt8]] = [],
        keys: [ValueName: [UInt8]] = [:]
    ) async throws {
        let draft = EventDraft(
            body: .ignored("r"),
            sealedValues: values.enumerated()
                .map { SealedValue(ciphertext: $1, wrappedKey: [100 + UInt8($0)]) },
            newFingerprintKeys: keys
        )
        _ = try await append(AppendRequest(events: [PendingEvent { _ in draft }]))
    }

    fileprivate func destroy(
        at places: [SealedValueReference] = [],
        of names: [ValueName],
        through seen: Position? = nil,
        namesIn: @escaping @Sendable (RecordedEvent) -> Set<ValueName>
    ) throws {
        try destroyKeys(
            at: places,
            of: names,
            unusedThrough: seen ?? head,
            namesIn: namesIn,
            forget: { _ in }
        )
    }
}
