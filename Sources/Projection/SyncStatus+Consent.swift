package import Encodings
package import SyncModel

extension SyncStatus {
    /// What a sync that was made or changed by hand needs before it touches what it did not write.
    ///
    /// It lasts until a push succeeds.
    package struct Consent: Sendable, Equatable {
        /// A run that found something to agree to, and stopped before its first write.
        package struct Awaited: Sendable, Equatable {
            package var since: Timestamp
            /// The log position up to which the run took its wishes.
            package var through: Position
        }

        /// The event that asked for it.
        package var requiredAt: Position
        /// Keys at the sync's destination that it may overwrite and delete although it did not write them.
        package private(set) var keys: Set<String> = []
        package var awaited: Awaited?

        init(requiredAt: Position) {
            self.requiredAt = requiredAt
        }

        mutating func give(_ keys: [String]) {
            self.keys.formUnion(keys)
            awaited = nil
        }

        /// What was agreed to was another sync's doing.
        mutating func void() {
            keys = []
            awaited = nil
        }
    }

    /// Whether nothing is pushed until somebody agrees to a plan.
    package var needsConsent: Bool { consent?.awaited != nil && approvedPlanID == nil }
}

extension PushProblem {
    /// What is recorded of a run that would have overwritten or deleted what its sync did not write.
    package static let needsConsent = "needs-consent"
}

extension SyncStatus.Consent: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record([
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
