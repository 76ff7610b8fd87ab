package import Encodings
package import SyncModel

/// Why nothing at all is written to Checkly.
package struct PushingHold: Sendable, Equatable {
    package enum Cause: String, Sendable, CaseIterable {
        /// Somebody asked for it.
        case asked
        /// The log goes on from a copy of it, and may be older than what Checkly holds.
        case restored
    }

    package var cause: Cause
    package var since: Timestamp
    package var reason: String?

    /// As every surface shows it.
    package var text: String {
        let why =
            switch cause {
            case .asked: reason.map { ": \($0)" } ?? "."
            case .restored: ", since the log was restored from a copy."
            }
        let end = why.hasSuffix(".") ? "" : "."
        return "All pushing is held since \(since.rfc3339)\(why)\(end) "
            + "(See what would be written: checkly-sync plan SYNC. Then: checkly-sync release)"
    }
}

extension State {
    /// Nothing is written from here on; one that was held already has been since then.
    mutating func holdPushing(_ cause: PushingHold.Cause, _ reason: String?, _ event: RecordedEvent)
    {
        hold = PushingHold(cause: cause, since: hold?.since ?? event.recordedAt, reason: reason)
    }
}

extension PushingHold: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record([
            "cause": .text(cause.rawValue), "since": .integer(since.microseconds),
            "reason": .optional(reason),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            cause: try canonical.word("cause"),
            since: Timestamp(microseconds: try canonical.integer("since")),
            reason: try canonical.optionalText("reason")
        )
    }
}
