package import Projection

/// The state of a sync in one word; if several apply, the first of these wins.
package enum SyncState: String, Sendable, CaseIterable {
    /// Its variables are being removed.
    case removing
    /// It is stopped until somebody acts.
    case needsYou = "needs-you"
    /// The last run or fetch failed and will be retried.
    case failed
    /// All pushing is held.
    case held
    case paused
    /// Its push would overwrite or delete foreign variables, and nobody has consented.
    case needsConsent = "needs-consent"
    /// Nothing is known of its folder.
    case waiting
    case pushing
    /// A push is about to begin.
    case queued
    /// Some of its changes cannot be carried out.
    case parked
    /// Another sync owns keys that it desires.
    case conflict
    /// Its destination differs from the last writes.
    case drifted
    /// Its desired state is not at Checkly, and only a requested push brings it there.
    case changesWaiting = "changes-waiting"
    /// Checkly has acknowledged its desired state.
    case inStep = "in-step"
    case neverPushed = "never-pushed"
}

/// How a sync is doing, the same on every surface.
package struct SyncCondition: Sendable, Equatable {
    /// The state in one word.
    package var state: SyncState
    /// What that means and what to do about it, in one or two sentences.
    package var message: String
    /// Nil unless it is pushing or removing.
    package var progress: RunActivity?
    /// Whether it is pinned to an earlier position.
    package var isPinned: Bool
    /// Whether all pushing is held.
    package var isHeld: Bool
    /// Whether its variables were removed on request and have not been written again.
    package var isRemoved: Bool
}
