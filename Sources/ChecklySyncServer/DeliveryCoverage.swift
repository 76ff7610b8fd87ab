internal import EventLog
internal import SyncModel

/// Whether the deliveries in a log are remembered, so that none of them is taken twice.
///
/// A delivery is remembered at its first event, or each of its events is by itself; all of one follow each other.
struct DeliveryCoverage: Sendable {
    /// Whether something is remembered at a position, by its number.
    private var isRemembered: [Bool] = []
    private var last: (delivery: [UInt8], isCovered: Bool)?

    init() {}

    /// Reads what is remembered of a log through a position.
    ///
    /// - Throws: `EventLogError`.
    init(of log: AuditedLog, through head: Int64) throws(EventLogError) {
        var found = [Bool](repeating: false, count: Int(head) + 1)
        try log.forEachIdentityPosition { position in
            if position >= 0, position <= head { found[Int(position)] = true }
        }
        isRemembered = found
    }

    /// Takes in the next event; false where its delivery is not remembered.
    mutating func covers(_ event: RecordedEvent, at position: Position) -> Bool {
        guard let delivery = event.deliveryIdentity else { return true }
        let index = Int(position.number)
        let isOwn = isRemembered.indices.contains(index) && isRemembered[index]
        let isCovered = isOwn || (last?.delivery == delivery && last?.isCovered == true)
        last = (delivery, isCovered)
        return isCovered
    }
}
