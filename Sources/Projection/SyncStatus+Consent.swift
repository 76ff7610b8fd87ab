package import Encodings
package import SyncModel

extension SyncStatus {
    /// The consent that a sync needs before it touches foreign variables, after a person created or
    /// changed it.
    ///
    /// It lasts until a push succeeds.
    package struct Consent: Sendable, Equatable {
        /// A run that found something to consent to and stopped before its first write.
        package struct Awaited: Sendable, Equatable {
            /// When that run ended.
            package var since: Timestamp
            /// The log position at which the run computed its desired state.
            package var through: Position
        }

        /// The event that required consent.
        package var requiredAt: Position
        /// Keys at the destination that the sync may overwrite and delete although it did not write
        /// them.
        package private(set) var keys: Set<String> = []
        /// The run that waits for consent; nil if none does.
        package var awaited: Awaited?

        init(requiredAt: Position) {
            self.requiredAt = requiredAt
        }

        mutating func give(_ keys: [String]) {
            self.keys.formUnion(keys)
            awaited = nil
        }

        /// Forgets the given consent, because it was for another configuration.
        mutating func void() {
            keys = []
            awaited = nil
        }
    }

    /// Whether nothing is pushed until somebody consents to a plan.
    package var needsConsent: Bool { consent?.awaited != nil && approvedPlanID == nil }
}

extension PushProblem {
    /// The code of a run that would have overwritten or deleted foreign variables.
    package static let needsConsent = "needs-consent"
}

extension SyncStatus.Consent: CanonicalCodable {
    /// As stored in snapshots; the keys are sorted.
    package var canonical: CanonicalValue {
        .object([
            "requiredAt": .integer(requiredAt.number),
            "keys": .list(keys.sorted().map(CanonicalValue.text)),
            "awaitedSince": .optional(awaited?.since.microseconds),
            "awaitedThrough": .optional(awaited?.through.number),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(requiredAt: Position(try canonical.integer("requiredAt")))
        keys = Set(try canonical.texts("keys"))
        guard let since = try canonical.optionalInteger("awaitedSince") else { return }
        awaited = Awaited(
            since: Timestamp(microseconds: since),
            through: Position(try canonical.integer("awaitedThrough"))
        )
    }
}
