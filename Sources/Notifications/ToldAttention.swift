internal import Encodings
internal import ReadModels
internal import SyncModel

/// What one target was told, and what it is being told.
///
/// What is to be said follows from the difference to what waits now, so that nothing is missed and
/// nothing said twice, whatever happened to the server meanwhile.
struct ToldAttention: Sendable, Equatable {
    /// The time between two messages; what changes in between is told together.
    static let pause = Duration.seconds(30)

    /// What the target knows, or will know with the open message, by code and subject.
    private(set) var told: [String: CanonicalValue] = [:]
    /// The message that was not accepted yet.
    private(set) var open: NotificationMessage?
    /// When a message was last accepted.
    private(set) var lastSentAt: Timestamp?

    /// The time before which no new message is made; nil if there is none.
    private var restsUntil: Timestamp? { lastSentAt?.advanced(by: Self.pause) }

    init() {}

    /// Makes a message if what waits is not what the target knows, unless one is open or the last
    /// was just sent.
    ///
    /// - Returns: Whether there is a new message.
    mutating func compare(
        with items: [AttentionItem],
        at now: Timestamp,
        id: () -> String
    ) -> Bool {
        if open != nil { return false }
        // A clock that was set back must not silence the target.
        if let restsUntil, let lastSentAt, now >= lastSentAt, now < restsUntil { return false }
        var waiting: Set<String> = []
        var began: [CanonicalValue] = []
        // In the order in which they are shown.
        for (key, shown) in items.map(Self.keyed) where waiting.insert(key).inserted {
            if told[key] == nil { began.append(shown) }
            told[key] = told[key] ?? shown
        }
        let ended = told.filter { !waiting.contains($0.key) }
        if began.isEmpty, ended.isEmpty { return false }
        for key in ended.keys { told[key] = nil }
        open = NotificationMessage(
            id: id(),
            madeAt: now,
            began: began,
            ended: ended.sorted { $0.key < $1.key }.map(\.value),
            waitingCount: Int64(waiting.count)
        )
        return true
    }

    /// The open message was accepted.
    mutating func accept(at now: Timestamp) {
        open = nil
        lastSentAt = now
    }

    /// What a thing is, whatever is said of it, and how it is shown.
    private static func keyed(_ item: AttentionItem) -> (key: String, shown: CanonicalValue) {
        let shown = item.json
        return ("\(item.code) \(shown.optionalMember("subject")?.jsonText ?? "")", shown)
    }
}

extension ToldAttention: CanonicalCodable {
    var canonical: CanonicalValue {
        .object([
            "told": .map(CanonicalMap(told)),
            "open": open?.canonical,
            "lastSentAt": .optional(lastSentAt?.microseconds),
        ])
    }

    init(canonical: CanonicalValue) throws(CanonicalError) {
        for member in try canonical.members("told") { told[member.name] = member.value }
        open = canonical.optionalMember("open") == nil ? nil : try canonical.value("open")
        lastSentAt = try canonical.optionalInteger("lastSentAt")
            .map(Timestamp.init(microseconds:))
    }
}
