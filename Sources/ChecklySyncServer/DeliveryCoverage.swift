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

    init(_ identities: AuditedIdentities) {
        isRemembered = identities.isRemembered
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
