/// How a sync stands, in one word; where several are true, the first of these counts.
package enum SyncState: String, Sendable, CaseIterable {
    /// What it wrote is being taken away.
    case removing
    /// Nothing of it goes on until somebody has done something.
    case needsYou = "needs-you"
    /// The last run or read failed; the next try comes by itself.
    case failed
    /// All pushing is held.
    case held
    case paused
    /// Its push would take something from others, and nobody has agreed.
    case needsConsent = "needs-consent"
    /// Nothing is known of its folder.
    case waiting
    case pushing
    case queued
    /// Single changes cannot be carried out.
    case parked
    /// Another sync has keys that it wants.
    case conflict
    /// Its destination is not as it was written.
    case drifted
    /// What it wants is not at Checkly, and nothing but a push that is asked for brings it there.
    case changesWaiting = "changes-waiting"
    case inStep = "in-step"
    case neverPushed = "never-pushed"
}

/// How far a run is, as the engine says.
package struct RunActivity: Sendable, Equatable {
    /// How many variables it is to write and delete; 0 until its plan is made.
    package var planned: Int
    package var done: Int
    package var failed: Int

    package init(planned: Int = 0, done: Int = 0, failed: Int = 0) {
        self.planned = planned
        self.done = done
        self.failed = failed
    }
}

/// How a sync stands, alike on every surface.
package struct SyncCondition: Sendable, Equatable {
    package var state: SyncState
    /// What it is and what to do, in one or two sentences.
    package var message: String
    /// Only while pushing or removing.
    package var progress: RunActivity?
    package var isPinned: Bool
    /// Whether all pushing is held.
    package var isHeld: Bool
    /// Whether what it wrote was taken away on purpose.
    package var isRemoved: Bool
}
