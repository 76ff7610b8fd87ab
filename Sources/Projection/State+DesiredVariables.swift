package import SyncModel

extension State {
    /// The variables a sync should have at its destination; empty while its folder is unknown.
    ///
    /// - Throws: `PushProblem` if the sync exceeds a limit.
    package func desiredVariables(of sync: Sync) throws(PushProblem) -> [DesiredVariable] {
        if let desired = desired(for: sync) { return desired.variables }
        if let excess = excess(of: sync) { throw excess }
        return []
    }
}
