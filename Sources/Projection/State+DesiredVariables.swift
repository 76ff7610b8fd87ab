package import SyncModel

extension State {
    /// The variables that a sync should have; none while nothing is known of its folder.
    ///
    /// - Throws: `PushProblem` if the sync covers too many secrets to list them.
    package func desiredVariables(of sync: Sync) throws(PushProblem) -> [DesiredVariable] {
        if let desired = desired(for: sync) { return desired.variables }
        if let excess = excess(of: sync) { throw excess }
        return []
    }
}
