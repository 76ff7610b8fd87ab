internal import SyncModel

/// The unwrapped fingerprint keys that are known without disk access.
struct FingerprintKeyCache {
    typealias Made = (key: [UInt8], wrapped: [UInt8])

    /// A count of dropped keys, precise enough to notice whether a name may be affected.
    struct Mark: Equatable {
        fileprivate let all: Int
        fileprivate let own: Int
    }

    private struct Unconfirmed {
        let made: Made
        /// Tells the key from earlier ones made for the same name.
        let number: Int
        /// The number of pending events that carry the key.
        var claims = 0
    }

    /// The number of counters; names share them, so that they take constant space.
    private static let countCount = 256

    /// Keys that are on disk: the recently used ones and an equal number of earlier ones.
    private var recent: [ValueName: [UInt8]] = [:]
    private var earlier: [ValueName: [UInt8]] = [:]
    private let recentLimit: Int
    /// Keys made here that may not be on disk yet; their number is bounded by the pending events.
    private var unconfirmed: [ValueName: Unconfirmed] = [:]
    private var madeCount = 0
    private var dropsOfAll = 0
    private var drops = [Int](repeating: 0, count: countCount)

    ///  - Parameter limit: The maximum number of on-disk keys to keep.
    init(limit: Int) {
        recentLimit = max(1, limit / 2)
    }

    /// The number of keys that may not be on disk.
    var unconfirmedCount: Int { unconfirmed.count }

    /// Take a mark before reading the disk, and pass it with the result.
    func mark(of name: ValueName) -> Mark {
        Mark(all: dropsOfAll, own: drops[Self.index(of: name)])
    }

    /// A known key that is on disk.
    mutating func stored(_ name: ValueName) -> [UInt8]? {
        if let key = recent[name] { return key }
        guard let key = earlier[name] else { return nil }
        keep(name, key)
        return key
    }

    /// Stores a key that was read from disk.
    ///
    /// Returns false if keys were dropped since the mark; read the disk again.
    mutating func confirm(_ name: ValueName, _ key: [UInt8], since mark: Mark) -> Bool {
        if mark != self.mark(of: name) { return false }
        keep(name, key)
        return true
    }

    /// Settles on one key if several callers make one for the same name at the same time.
    ///
    /// `claim` returns whether the event had not claimed the key before. Returns nil if keys were
    /// dropped since the mark; read the disk again.
    mutating func agree(
        on made: Made,
        for name: ValueName,
        since mark: Mark,
        claim: (_ number: Int) -> Bool
    ) -> (key: [UInt8], wrapped: [UInt8]?)? {
        if let key = stored(name) { return (key, nil) }
        if mark != self.mark(of: name) { return nil }
        madeCount += 1
        var agreed = unconfirmed[name] ?? Unconfirmed(made: made, number: madeCount)
        if claim(agreed.number) { agreed.claims += 1 }
        unconfirmed[name] = agreed
        return (agreed.made.key, agreed.made.wrapped)
    }

    /// The key that pending events carry for a name.
    func unconfirmed(_ name: ValueName) -> [UInt8]? {
        unconfirmed[name]?.made.key
    }

    /// Releases one claim on each of the given keys.
    mutating func release(_ claims: [ValueName: Int]) {
        for (name, number) in claims {
            guard var claimed = unconfirmed[name], claimed.number == number else { continue }
            claimed.claims -= 1
            unconfirmed[name] = claimed.claims > 0 ? claimed : nil
            // A caller who found neither this key nor the one on disk must look again.
            if claimed.claims <= 0 { drops[Self.index(of: name)] += 1 }
        }
    }

    /// Drops keys that were destroyed.
    mutating func forget(_ names: [ValueName]) {
        for name in names {
            recent[name] = nil
            earlier[name] = nil
            unconfirmed[name] = nil
        }
        // A key being read, or being made from what was there before, must be agreed on again.
        dropsOfAll += 1
    }

    /// Drops the keys that may not be on disk; whoever carries one must make its event again.
    mutating func forgetUnconfirmed() {
        unconfirmed = [:]
        dropsOfAll += 1
    }

    private mutating func keep(_ name: ValueName, _ key: [UInt8]) {
        if recent.count >= recentLimit {
            earlier = recent
            recent.removeAll()
            dropsOfAll += 1
        }
        recent[name] = key
    }

    private static func index(of name: ValueName) -> Int {
        Int(UInt(bitPattern: name.hashValue) % UInt(countCount))
    }
}
