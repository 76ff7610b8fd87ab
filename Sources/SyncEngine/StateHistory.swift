internal import EventLog
internal import Projection
internal import SyncModel

/// The state as it was at a position, folded from the log; the last one asked for is kept.
actor StateHistory {
    private let reader: EventReader
    private var last: State?

    init(reader: EventReader) {
        self.reader = reader
    }

    func state(asOf position: Position) throws -> State {
        if let last, last.position == position { return last }
        var state = State()
        try reader.forEach(after: .beforeFirst, through: position) { state.apply($0) }
        last = state
        return state
    }
}
