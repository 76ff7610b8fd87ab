package import Encodings

/// A change that a sync cannot carry out; it waits while the sync's other changes proceed.
///
/// A variable is parked with its desired value, and a newer value unparks it. Transient failures
/// are retried automatically and never parked.
package struct ParkedChange: Sendable, Equatable {
    /// The variable's key; nil if the whole sync is parked because nothing can be planned or
    /// pushed.
    package var key: String?
    /// The fingerprint of the desired value; nil for a deletion or if the whole sync is parked.
    package var fingerprint: Fingerprint?
    /// The event that caused it; for a whole sync, the last event that could have changed the
    /// result.
    package var position: Position
    /// Why the change cannot be carried out.
    package var problem: PushProblem

    /// Parks one change, or the whole sync if `key` is nil.
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

/// A change that somebody chose not to carry out; it applies to this value only.
package struct SkippedChange: Sendable, Equatable {
    /// The variable's key.
    package var key: String
    /// The fingerprint of the skipped value; nil for a deletion.
    package var fingerprint: Fingerprint?
    /// Why it was skipped, in the words of whoever skipped it.
    package var reason: String

    /// Skips one value of a key.
    package init(key: String, fingerprint: Fingerprint?, reason: String) {
        self.key = key
        self.fingerprint = fingerprint
        self.reason = reason
    }
}

extension ParkedChange: CanonicalCodable {
    /// As recorded; `key` and `fingerprint` are omitted if nil.
    package var canonical: CanonicalValue {
        .object([
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
        .object([
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
