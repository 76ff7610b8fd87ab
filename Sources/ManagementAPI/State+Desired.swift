internal import Projection
internal import SyncModel

extension State {
    /// What a sync wants; nothing while nothing is known of its folder.
    ///
    /// - Throws: `APIError` where the sync is about too much for that to be said.
    func desiredVariables(of sync: Sync) throws(APIError) -> [DesiredVariable] {
        if let desired = desired(for: sync) { return desired.variables }
        if let excess = excess(of: sync) {
            throw .badRequest("\(excess.code): \(excess.message)")
        }
        return []
    }
}
