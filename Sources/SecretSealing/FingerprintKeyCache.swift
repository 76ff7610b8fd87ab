internal import SyncModel

/// The fingerprint keys that are known without asking the disk.
struct FingerprintKeyCache {
    typealias Made = (key: [UInt8], wrapped: [UInt8])

    /// How often keys have been dropped, as far as it may concern a name.
    struct Mark: Equatable {
        fileprivate let all: Int
        fileprivate let own: Int
    }

    private struct Unconfirmed {
        let made: Made
        /// Tells it from one that was made before for the same name.
        let number: Int
        /// How many events on their way bring it.
        var claims = 0
    }

    /// Names share their counts of drops, so that these take no room that grows with the names.
    private static let countCount = 256

    /// Keys that are on disk: those used lately, and of those before them as many again.
    private var recent: [ValueName: [UInt8]] = [:]
    private var earlier: [ValueName: [UInt8]] = [:]
    private let recentLimit: Int
    /// Keys made here that the disk may not have yet; as many as events on their way bring.
    private var unconfirmed: [ValueName: Unconfirmed] = [:]
    private var madeCount = 0
    private var dropsOfAll = 0
    private var drops = [Int](repeating: 0, count: countCount)

    /// - Parameter limit: How many keys that are on disk are kept.
    init(limit: Int) {
        recentLimit = max(1, limit / 2)
    }

    /// How many keys are kept that the disk may not have.
    var unconfirmedCount: Int { unconfirmed.count }

    /// To be taken before the disk is asked, and given with what came of it.
    func mark(of name: ValueName) -> Mark {
        Mark(all: dropsOfAll, own: drops[Self.index(of: name)])
    }

    /// A key that is on disk, if it is known.
    mutating func stored(_ name: ValueName) -> [UInt8]? {
        if let key = recent[name] { return key }
        guard let key = earlier[name] else { return nil }
        keep(name, key)
        return key
    }

    /// Takes a key that was read from disk.
    ///
    /// False when keys have been dropped since; then the disk must be asked again.
    mutating func confirm(_ name: ValueName, _ key: [UInt8], since mark: Mark) -> Bool {
        if mark != self.mark(of: name) { return false }
        keep(name, key)
        return true
    }

    /// The one key that all who make one for a name at the same time use.
    ///
    /// `claim` says whether the event had not claimed it. Nil when keys have been dropped since; then the disk must be asked
    /// again.
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

    /// The key that events on their way bring for a name.
    func unconfirmed(_ name: ValueName) -> [UInt8]? {
        unconfirmed[name]?.made.key
    }

    /// Gives up one claim to each of some keys.
    mutating func release(_ claims: [ValueName: Int]) {
        for (name, number) in claims {
            guard var claimed = unconfirmed[name], claimed.number == number else { continue }
            claimed.claims -= 1
            unconfirmed[name] = claimed.claims > 0 ? claimed : nil
            // Who found neither it nor the disk's must look again.
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
        // A key that somebody is reading, or making from what was there, must be agreed on anew.
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
