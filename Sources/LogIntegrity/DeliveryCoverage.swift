internal import EventLog
internal import LogModels
internal import SQLiteStore
internal import SyncModel

/// Whether a log remembers exactly the deliveries and events it contains, so that none is recorded
/// twice and none that never came counts as known.
///
/// An event says under which identity it is remembered: its own, or the delivery's, which is
/// remembered once, at the delivery's first event. Events of version 0.1.0 do not say so; for them
/// any one identity is accepted.
struct DeliveryCoverage: Sendable {
    struct Problem: Equatable {
        let position: Position
        let kind: AuditProblem.Kind
        let message: String

        static func missing(_ position: Position) -> Problem {
            Problem(
                position: position,
                kind: .identityMissing,
                message: "its delivery would be recorded again"
            )
        }

        static func differs(_ position: Position) -> Problem {
            Problem(
                position: position,
                kind: .identityDiffers,
                message: "what is remembered of its delivery differs from what arrived"
            )
        }
    }

    /// Consecutive events of one delivery.
    private struct Run {
        let delivery: [UInt8]
        let first: Position
        /// What must be remembered at the first event besides the delivery; nil if the event does
        /// not say.
        let own: UInt64?
        /// Whether an event of it has no identity of its own.
        var needsDelivery: Bool
        /// Whether anything is remembered at one of its events; used if they do not say what.
        var isRemembered: Bool
    }

    private let identities: AuditedIdentities
    private var run: Run?
    /// Whether an earlier event named its identity, so that later ones must too.
    private var isTold = false

    init(_ identities: AuditedIdentities) {
        self.identities = identities
    }

    /// Checks the next event; returns problems with it or with the delivery that ended before it.
    mutating func take(_ event: RecordedEvent, at position: Position) -> [Problem] {
        let remembered = identities.remembered(at: position)
        if let identity = event.eventIdentity { isTold = isTold || !identity.isEmpty }
        guard let delivery = event.deliveryIdentity else {
            return finish() + alone(event, at: position, remembered)
        }
        let own = event.eventIdentity.map {
            $0 == delivery ? 0 : identities.digest(of: $0)
        }
        let needsDelivery = event.eventIdentity == delivery
        guard run?.delivery == delivery else {
            defer {
                run = Run(
                    delivery: delivery,
                    first: position,
                    own: own,
                    needsDelivery: needsDelivery,
                    isRemembered: remembered.count > 0
                )
            }
            return finish()
        }
        if needsDelivery { run?.needsDelivery = true }
        guard let own else {
            if remembered.count > 1 { return [.differs(position)] }
            if remembered.count == 0, run?.isRemembered == false { return [.missing(position)] }
            return []
        }
        return Self.compare(remembered, with: own, at: position)
    }

    /// Returns the problems with the last delivery.
    mutating func finish() -> [Problem] {
        defer { run = nil }
        guard let run else { return [] }
        let remembered = identities.remembered(at: run.first)
        guard let own = run.own else {
            if remembered.count > 2 { return [.differs(run.first)] }
            return remembered.count == 0 ? [.missing(run.first)] : []
        }
        let delivery = run.needsDelivery ? identities.digest(of: run.delivery) : 0
        return Self.compare(remembered, with: own &+ delivery, at: run.first)
    }

    /// Checks an event that did not come with an identified delivery.
    private func alone(
        _ event: RecordedEvent,
        at position: Position,
        _ remembered: AuditedIdentities.Remembered
    ) -> [Problem] {
        if let identity = event.eventIdentity {
            return Self.compare(remembered, with: identities.digest(of: identity), at: position)
        }
        let limit = event.source == nil || isTold ? 0 : 1
        return remembered.count > limit ? [.differs(position)] : []
    }

    private static func compare(
        _ remembered: AuditedIdentities.Remembered,
        with expected: UInt64,
        at position: Position
    ) -> [Problem] {
        if remembered.digest == expected { return [] }
        return [remembered.count == 0 ? .missing(position) : .differs(position)]
    }
}
