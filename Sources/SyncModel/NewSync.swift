/// The members of a sync that a request sets; absent ones stay as they are or take their defaults.
package struct NewSync: Sendable {
    /// A slug of 1 to 256 characters.
    package var name: String?
    /// The id of the project in the KMS.
    package var projectID: String?
    /// Nil inside removes the description.
    package var description: String??
    /// The id of an existing connection.
    package var connectionID: String?
    /// The slug of the environment in the KMS.
    package var environment: String?
    /// The path of the folder, normalized.
    package var secretPath: String?
    /// Nil inside binds the sync to the first source that reports its folder.
    package var sourceName: String??
    /// Whether changes are pushed automatically.
    package var isAutoSyncEnabled: Bool?
    /// All options; a request with some of them keeps the others.
    package var options: SyncOptions?
    /// Where the variables are pushed.
    package var destination: Destination?
    /// Makes a new sync start paused; nil starts it active.
    package var pause: Pause?
    /// Set to `required`, the sync may not touch variables that it did not write until somebody
    /// consents.
    package var consent: Consent?
    /// The id of a draft's plan that is to be carried out at once.
    package var planID: String?

    /// The pause with which a sync starts.
    package struct Pause: Sendable {
        /// The reason shown with the pause; nil if none was given.
        package var reason: String?

        /// Makes a pause without a reason.
        package init() {}
    }

    /// Whether a sync needs consent before it touches variables of others.
    package enum Consent: String, Sendable, CaseIterable {
        case required
    }

    /// Makes a request that sets nothing.
    package init() {}
}
