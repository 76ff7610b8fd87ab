package import Encodings

/// A change that a sync cannot carry out, kept aside so that the others go on.
///
/// A variable is parked with the value that was wanted: a newer one ends it. What failed for a passing reason is tried
/// again by itself and is not parked.
package struct ParkedChange: Sendable, Equatable {
    /// The variable; nil where nothing of the sync can be planned or pushed.
    package var key: String?
    /// Of the value to be written; nil for a deletion, and where the whole sync is parked.
    package var fingerprint: Fingerprint?
    /// The event that made it so: for a whole sync, the last after which it could be otherwise.
    package var position: Position
    package var problem: PushProblem

    package init(
        key: String?,
        fingerprint: Fingerprint?,
        position: Position,
        problem: PushProblem
    ) {
        self.key = key
        self.fingerprint = fingerprint
        self.position = position
        self.problem = problem
    }
}

/// A change that somebody decided not to have carried out; it holds for this value only.
package struct SkippedChange: Sendable, Equatable {
    package var key: String
    /// Of the value that is not written; nil for a deletion.
    package var fingerprint: Fingerprint?
    package var reason: String

    package init(key: String, fingerprint: Fingerprint?, reason: String) {
        self.key = key
        self.fingerprint = fingerprint
        self.reason = reason
    }
}

extension ParkedChange: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record([
            "key": .optional(key),
            "fingerprint": .optional(fingerprint?.text),
            "position": .integer(position.number),
            "problem": problem.canonical,
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            key: try canonical.optionalText("key"),
            fingerprint: try canonical.optionalText("fingerprint").map(Fingerprint.init(text:)),
            position: Position(try canonical.integer("position")),
            problem: try canonical.value("problem")
        )
    }
}

extension SkippedChange: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record([
            "key": .text(key),
            "fingerprint": .optional(fingerprint?.text),
            "reason": .text(reason),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            key: try canonical.text("key"),
            fingerprint: try canonical.optionalText("fingerprint").map(Fingerprint.init(text:)),
            reason: try canonical.text("reason")
        )
    }
}
