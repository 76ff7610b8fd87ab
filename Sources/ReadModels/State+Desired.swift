package import Projection
package import SyncModel

extension State {
    /// What a sync wants; nothing while nothing is known of its folder.
    ///
    /// - Throws: `PushProblem` where the sync is about too much for that to be said.
    package func desiredVariables(of sync: Sync) throws(PushProblem) -> [DesiredVariable] {
        if let desired = desired(for: sync) { return desired.variables }
        if let excess = excess(of: sync) { throw excess }
        return []
    }
}
