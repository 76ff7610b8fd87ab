package import Projection
package import SyncModel

extension State {
    /// The state that bodies, as events of one source, lead to from another one.
    package init(
        folding bodies: [EventBody],
        source: String? = "kms",
        onto start: State = State()
    ) {
        self = start
        for body in bodies { take(body, source: source) }
    }

    /// Takes in a body as the next event.
    package mutating func take(_ body: EventBody, source: String? = "kms") {
        apply(.sample(position.number + 1, body, source: source))
    }
}
