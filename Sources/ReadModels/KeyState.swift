/// The state of one key of a sync in one word; if several apply, the first of these wins.
package enum KeyState: String, Sendable, CaseIterable {
    /// Another sync owns the variable.
    case conflict
    /// Its change cannot be carried out until somebody acts.
    case parked
    /// The last attempt failed and is repeated.
    case failed
    /// Whether the last write reached Checkly is not known.
    case inDoubt = "in-doubt"
    /// Checkly held something else than the last write when it was last compared.
    case drifted
    /// The next push creates the variable.
    case toCreate = "to-create"
    /// The next push gives it another value or other flags.
    case toUpdate = "to-update"
    /// The next push deletes it.
    case toDelete = "to-delete"
    /// Somebody decided not to carry out its change.
    case skipped
    /// Its value was destroyed, so nobody can write it.
    case destroyed
    /// Its value is blank, which Checkly does not accept.
    case blank
    /// Its secret is not acceptable; the variable stays as it is.
    case leftOut = "left-out"
    /// The source does not have it, and the variable stays nevertheless.
    case kept
    /// Nothing is known of the folder, so the variable stays as it is.
    case waiting
    /// Checkly acknowledged the desired value.
    case inStep = "in-step"

    /// Whether a push would change the variable.
    package var isPending: Bool {
        switch self {
        case .inDoubt, .drifted, .toCreate, .toUpdate, .toDelete: true
        case .conflict, .parked, .failed, .skipped, .destroyed, .blank, .leftOut, .kept, .waiting,
            .inStep:
            false
        }
    }
}
