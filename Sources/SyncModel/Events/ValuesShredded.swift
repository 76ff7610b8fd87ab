package import Encodings

/// The values whose keys were destroyed, so that nobody can ever open them again, and why.
package struct ValuesShredded: Sendable, Equatable {
    /// The request that destroyed them.
    package enum Cause: String, Sendable {
        /// All values that a secret ever had.
        case secret
        /// All values that a sync ever desired.
        case sync
        /// Superseded values older than a given age.
        case olderThan = "older-than"
        /// Superseded values older than the server's retention period.
        case retention
    }

    /// What asked for it.
    package var cause: Cause
    /// Where the log holds the sealed values.
    package var places: [SealedValueReference]
    /// The names that have no value left; their fingerprint keys are destroyed too.
    package var names: [ValueName]

    /// Names what is about to be destroyed.
    package init(cause: Cause, places: [SealedValueReference], names: [ValueName]) {
        self.cause = cause
        self.places = places
        self.names = names
    }
}

extension ValuesShredded: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object([
            "cause": .text(cause.rawValue),
            "places": .list(places.map(\.canonical)),
            "names": .list(names.map { .text($0.text) }),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            cause: try canonical.word("cause"),
            places: try canonical.values("places"),
            names: try canonical.texts("names").map(ValueName.init(recorded:))
        )
    }
}

/// Values, or facts derived from them, that left the server; recorded before they do.
package struct ValuesRevealed: Sendable, Equatable {
    /// Why, such as `state --reveal`.
    package var purpose: String
    /// The events that hold the values.
    package var positions: [Position]

    /// Names what is about to be revealed.
    package init(purpose: String, positions: [Position]) {
        self.purpose = purpose
        self.positions = positions
    }
}

extension ValuesRevealed: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object([
            "purpose": .text(purpose),
            "positions": .list(positions.map { .integer($0.number) }),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        var positions: [Position] = []
        for position in try canonical.list("positions") {
            guard case .integer(let number) = position else {
                throw .wrongKind(member: "positions")
            }
            positions.append(Position(number))
        }
        self.init(purpose: try canonical.text("purpose"), positions: positions)
    }
}
