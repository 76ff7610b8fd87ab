package import Encodings
package import SyncModel

/// Why nothing is written to Checkly.
package struct PushingHold: Sendable, Equatable {
    /// The reasons for a hold.
    package enum Cause: String, Sendable, CaseIterable {
        /// Somebody asked for it.
        case asked
        /// The log was restored from a backup and may be older than the state of Checkly.
        case restored
    }

    /// Why pushing is held.
    package var cause: Cause
    /// When pushing was first held.
    package var since: Timestamp
    /// The reason given by whoever asked; nil if none was given.
    package var reason: String?
}

extension State {
    /// Holds all pushing; if it is already held, the original time stays.
    mutating func holdPushing(_ cause: PushingHold.Cause, _ reason: String?, _ event: RecordedEvent)
    {
        hold = PushingHold(cause: cause, since: hold?.since ?? event.recordedAt, reason: reason)
    }
}

extension PushingHold: CanonicalCodable {
    /// As stored in snapshots; `reason` is omitted if nil.
    package var canonical: CanonicalValue {
        .object([
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
