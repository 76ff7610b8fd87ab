internal import Reconciliation

extension SyncEngine {
    /// The settings of an engine, set by the operator.
    package struct Settings: Sendable {
        /// How often to compare destinations; nil means never.
        package var reconcileInterval: Duration?
        /// The maximum age of a listing that a run may rely on.
        package var listingAge: Duration
        /// The maximum number of variables in a check group.
        package var groupVariableLimit: Int

        package init(
            reconcileInterval: Duration? = nil,
            listingAge: Duration = .seconds(300),
            groupVariableLimit: Int = GroupMergingInput.standardLimit
        ) {
            self.reconcileInterval = reconcileInterval
            self.listingAge = listingAge
            self.groupVariableLimit = groupVariableLimit
        }
    }
}
