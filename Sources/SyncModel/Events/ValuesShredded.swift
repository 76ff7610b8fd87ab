package import Encodings

/// Which values can never be opened again, and why their keys were destroyed.
package struct ValuesShredded: Sendable, Equatable {
    /// Who or what asked for it.
    package enum Cause: String, Sendable {
        /// Every value a secret ever had was named.
        case secret
        /// Every value that a sync ever wanted was named.
        case sync
        /// Superseded values older than an age that was given.
        case olderThan = "older-than"
        /// Superseded values older than the server's retention.
        case retention
    }

    package var cause: Cause
    package var places: [SealedValueReference]
    /// What has no value left, so that its fingerprint key is destroyed too.
    package var names: [ValueName]

    package init(cause: Cause, places: [SealedValueReference], names: [ValueName]) {
        self.cause = cause
        self.places = places
        self.names = names
    }
}

extension ValuesShredded: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record([
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

/// Values, or what is known of them, left the server; recorded before they do.
package struct ValuesRevealed: Sendable, Equatable {
    /// What for, such as `state --reveal`.
    package var purpose: String
    /// The events that brought the values.
    package var positions: [Position]

    package init(purpose: String, positions: [Position]) {
        self.purpose = purpose
        self.positions = positions
    }
}

extension ValuesRevealed: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record([
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
