import Commands
import Projection
import SyncModel
import Testing

private let needed = SealedValueReference(position: Position(2), slot: 0)
private let unneeded = SealedValueReference(position: Position(1), slot: 3)
private let secretName = ValueName.secret("K", in: folder)

/// The secret `K` of `folder`, with values at these places.
private func shares(_ places: [SealedValueReference]) -> [ShreddableValues.Share] {
    var history = ValueHistory()
    history.take(
        RecordedEvent(
            position: Position(1),
            id: "e",
            recordedAt: before,
            version: 1,
            source: folder.source,
            deliveryIdentity: nil,
            deliveryID: nil,
            actor: nil,
            body: .secrets(.changed(path, [.set(entry)])),
            ciphertextDigests: []
        )
    )
    return history.shredding(all: { _ in true }, cause: .secret).shares
        .map { ShreddableValues.Share(secret: $0.secret, places: places) }
}

/// The value that the folder of `ordinary` holds, and one that nothing needs.
let shreddable = ShreddableValues(
    cause: .olderThan,
    shares: shares([unneeded, needed]),
    names: [secretName]
)

/// Which of the values that were found are destroyed.
@Suite struct ShredRequestTests {
    private func shredded(
        _ values: ShreddableValues,
        sparing: Bool,
        in state: State = ordinary
    ) throws -> [ValuesShredded] {
        let request = ShredRequest(values, sparesNeededValues: sparing, in: state)
        return try decided(.shred(request), in: state).bodies
            .compactMap { body in
                if case .administration(.valuesShredded(let event)) = body { event } else { nil }
            }
    }

    @Test func `values that came to be needed are spared with their fingerprint key`() throws {
        #expect(
            try shredded(shreddable, sparing: true)
                == [ValuesShredded(cause: .olderThan, places: [unneeded], names: [])]
        )
    }

    @Test func `values that are named are destroyed even if they are needed`() throws {
        #expect(
            try shredded(shreddable, sparing: false) == [
                ValuesShredded(
                    cause: .olderThan,
                    places: [unneeded, needed],
                    names: [secretName]
                )
            ]
        )
    }

    @Test func `nothing is recorded if nothing is left`() throws {
        let values = ShreddableValues(cause: .olderThan, shares: [], names: [])
        #expect(try shredded(values, sparing: true).isEmpty)
    }

    @Test func `many values take several events, and the last one has the names`() throws {
        let places = (0..<12_001).map { SealedValueReference(position: Position(1), slot: $0) }
        let values = ShreddableValues(
            cause: .secret,
            shares: shares(places),
            names: [secretName]
        )
        let events = try shredded(values, sparing: false)
        #expect(events.map(\.places.count) == [5000, 5000, 2001])
        #expect(events.flatMap(\.places) == places)
        #expect(events.map(\.names) == [[], [], [secretName]])
    }
}
