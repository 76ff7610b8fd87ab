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
        let waiting = Dictionary(items.map { (Self.key(of: $0), $0.json) }) { first, _ in first }
        let began = waiting.filter { told[$0.key] == nil }
        let ended = told.filter { waiting[$0.key] == nil }
        if began.isEmpty, ended.isEmpty { return false }
        // In the order in which they are shown.
        let beganKeys = items.map(Self.key).filter { began[$0] != nil }
        var seen: Set<String> = []
        open = NotificationMessage(
            id: id(),
            madeAt: now,
            began: beganKeys.filter { seen.insert($0).inserted }.compactMap { began[$0] },
            ended: ended.sorted { $0.key < $1.key }.map(\.value),
            waitingCount: Int64(waiting.count)
        )
        for key in ended.keys { told[key] = nil }
        told.merge(began) { $1 }
        return true
    }

    /// The open message was accepted.
    mutating func accept(at now: Timestamp) {
        open = nil
        lastSentAt = now
    }

    /// What a thing is, whatever is said of it.
    private static func key(of item: AttentionItem) -> String {
        "\(item.code) \(item.json.optionalMember("subject")?.jsonText ?? "")"
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
