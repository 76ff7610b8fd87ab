/// What a request says of a sync; what it leaves out stays, or takes its default.
package struct NewSync: Sendable {
    package var name: String?
    package var projectID: String?
    /// A nil inside takes the description away.
    package var description: String??
    package var connectionID: String?
    package var environment: String?
    package var secretPath: String?
    /// A nil inside lets the sync bind to the first source that reports its folder.
    package var sourceName: String??
    package var isAutoSyncEnabled: Bool?
    package var options: SyncOptions?
    package var destination: Destination?
    /// Why a new sync begins paused; nil where it does not.
    package var pause: Pause?
    /// Whether its pushes may touch what it did not write only once somebody has agreed.
    package var consent: Consent?
    /// The plan of a draft that is to be carried out at once.
    package var planID: String?

    package struct Pause: Sendable {
        package var reason: String?

        package init() {}
    }

    package enum Consent: String, Sendable, CaseIterable {
        case required
    }

    /// Says nothing.
    package init() {}
}
