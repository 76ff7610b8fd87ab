import EventLog
import LiveLog
import Projection
import SyncModel
import TestSupport
import Testing

/// A state folded anew takes the place of the live one while commits go on.
@Suite struct SwappingTests {
    private let state = CurrentState()

    private static func event(_ position: Int64) -> RecordedEvent {
        let path = FolderPath.sample("/")
        let entry = SecretEntry.sample("K\(position % 5)", "fp1:\(position)")
        return RecordedEvent.sample(position, .secrets(.changed(path, [.set(entry)])))
    }

    private static func folded(_ count: Int64) -> State {
        var state = State()
        for position in 1..<(count + 1) { state.apply(event(position)) }
        return state
    }

    @Test(arguments: [0, 1, 63, 64, 65, 1000])
    func `what came meanwhile is folded once, and the comparison is with the state of before`(
        meanwhile: Int64
    ) throws {
        for position in 1...Int64(10) { state.apply([Self.event(position)]) }
        let (folded, wasEqual) = try state.swap { position throws(EventLogError) in
            #expect(position == Position(10))
            for later in 11..<(11 + meanwhile) { state.apply([Self.event(later)]) }
            return Self.folded(position.number)
        }
        #expect(wasEqual)
        #expect(folded == Self.folded(10))
        #expect(state.current == Self.folded(10 + meanwhile))
    }

    @Test func `a live state that was another is said to be, and is no longer`() throws {
        for position in 1...Int64(10) { state.apply([Self.event(position)]) }
        let (_, wasEqual) = try state.swap { _ throws(EventLogError) in
            var other = Self.folded(9)
            other.apply(
                RecordedEvent.sample(10, .delivery(.ignored(type: "t", reason: "r")))
            )
            return other
        }
        #expect(!wasEqual)
        #expect(state.current != Self.folded(10))
    }

    @Test func `a fold that fails changes nothing`() throws {
        state.apply([Self.event(1)])
        #expect(throws: EventLogError.cancelled) {
            try state.swap { _ throws(EventLogError) in
                state.apply([Self.event(2)])
                throw .cancelled
            }
        }
        #expect(state.current == Self.folded(2))
    }

    @Test func `an event that is told of twice is folded once`() {
        for position in 1...Int64(10) { state.apply([Self.event(position)]) }
        let before = state.current
        state.apply([Self.event(9), Self.event(10)])
        #expect(state.current == before)
        state.apply([Self.event(10), Self.event(11)])
        #expect(state.current == Self.folded(11))
    }

    @Test func `two at once both end with all that came`() throws {
        for position in 1...Int64(10) { state.apply([Self.event(position)]) }
        _ = try state.swap { first throws(EventLogError) in
            let (_, wasEqual) = try state.swap { second throws(EventLogError) in
                state.apply([Self.event(11)])
                return Self.folded(second.number)
            }
            #expect(wasEqual)
            state.apply([Self.event(12)])
            return Self.folded(first.number)
        }
        #expect(state.current == Self.folded(12))
    }
}
