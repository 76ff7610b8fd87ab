package import Projection
package import SyncModel

/// Values that were found in the log and are to be destroyed.
package struct ShredRequest: Sendable {
    /// The maximum number of values that one event names.
    static let placeLimit = 5000
    /// The maximum number of events that one request leads to.
    package static let eventLimit = 1000

    /// What was found.
    package let values: ShreddableValues
    /// Whether only values are destroyed that nothing needs.
    package let sparesNeededValues: Bool
    /// The positions that syncs were pinned to when the values were found, by sync id.
    package let pins: [String: Position]

    /// Values that were found in the log up to a state.
    package init(_ values: ShreddableValues, sparesNeededValues: Bool, in state: State) {
        self.values = values
        self.sparesNeededValues = sparesNeededValues
        pins = state.pins
    }
}

extension State {
    /// The positions that syncs are pinned to, by sync id.
    var pins: [String: Position] { statuses.compactMapValues(\.pinnedTo) }

    /// Decides which of the values found are destroyed.
    ///
    /// - Throws: `CommandRefusal.pinsChanged`.
    package func decide(_ request: ShredRequest) throws(CommandRefusal) -> Decision {
        var values = request.values
        if request.sparesNeededValues {
            // What a pinned sync desires is in the log, which is not searched again here.
            guard pins == request.pins else { throw .pinsChanged }
            values = values.without(neededValues)
        }
        return Decision(values.shredded, answer: .shredded(values))
    }
}

extension ShreddableValues {
    /// The events that record the destruction, up to `ShredRequest.eventLimit`; the names are in
    /// the last event.
    fileprivate var shredded: [EventBody] {
        let limit = ShredRequest.placeLimit
        let starts = stride(from: 0, to: places.count, by: limit)
        return starts.prefix(ShredRequest.eventLimit)
            .map { start in
                let part = places.dropFirst(start).prefix(limit)
                let isLast = start + part.count >= places.count
                let event = ValuesShredded(
                    cause: cause,
                    places: Array(part),
                    names: isLast ? names : []
                )
                return .administration(.valuesShredded(event))
            }
    }
}
