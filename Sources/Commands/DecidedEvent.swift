package import SyncModel

/// An event to append; the values that it refers to are sealed once its position is known.
package struct DecidedEvent: Sendable {
    /// A value to seal.
    package struct Value: Sendable, Equatable {
        /// The value in the clear.
        package let secret: SecretValue
        /// The name that it is sealed under.
        package let name: ValueName

        init(_ secret: SecretValue, as name: ValueName) {
            self.secret = secret
            self.name = name
        }
    }

    /// The values to seal, in the order of their slots.
    package let values: [Value]
    private let makeBody: @Sendable (Position) -> EventBody

    init(_ body: EventBody) {
        self.init(sealing: []) { _ in body }
    }

    init(sealing values: [Value], makeBody: @escaping @Sendable (Position) -> EventBody) {
        self.values = values
        self.makeBody = makeBody
    }

    /// The event's content for the position it gets, with references to its sealed values.
    package func body(at position: Position) -> EventBody {
        makeBody(position)
    }
}
