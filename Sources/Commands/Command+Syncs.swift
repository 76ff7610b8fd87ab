package import SyncModel

/// A sync to create.
package struct SyncCreation: Sendable {
    /// Describes the sync completely.
    package var sync: NewSync
    /// Whether the log has events of a sync with the id that `sync.planID` begins with; such an id
    /// is not used again, even if that sync was deleted.
    package var isPlannedIDUsed: Bool

    /// A sync to create, and what the log says of the id it was planned with.
    package init(_ sync: NewSync, isPlannedIDUsed: Bool) {
        self.sync = sync
        self.isPlannedIDUsed = isPlannedIDUsed
    }
}

/// What a push would do now, as planned from what Checkly holds.
package struct CurrentPlan: Sendable {
    /// The id that approves it.
    package var id: String
    /// Why it cannot be carried out; nil if it can.
    package var problem: PushProblem?

    /// The plan that was just made.
    package init(id: String, problem: PushProblem?) {
        self.id = id
        self.problem = problem
    }
}

/// An action on an existing sync.
package enum SyncAction: Sendable {
    case update(NewSync)
    /// If the sync's variables are to be removed, it is deleted once they are gone.
    case delete(removesSecrets: Bool)
    case push
    /// Removes the variables that the sync wrote; the sync stays.
    case removeSecrets
    case pause(reason: String?)
    case resume(reason: String?)
    /// Pins the desired variables to those at a position, which must be known.
    case pin(asOf: Position)
    case unpin
    /// Makes the sync the owner of variables that somebody else wrote.
    case adopt(keys: [String])
    /// Retries a parked key, or all of them if the key is nil.
    case retry(key: String?)
    /// Drops a parked change.
    case skip(key: String, reason: String)
    /// Lets exactly this plan be carried out, if it is still the current one; a plan as of a
    /// position also pins the sync to that position.
    case approve(planID: String, current: CurrentPlan)
}
