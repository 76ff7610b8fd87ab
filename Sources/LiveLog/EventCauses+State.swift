package import EventLog
package import Projection
internal import SyncModel

extension EventCauses {
    /// The changes that pushes of a sync carry out.
    package init(of syncID: String, in state: State) {
        let source = state.syncs[syncID].flatMap(state.boundSource)
        self.init(terms: state.foldersRead(by: syncID).map(EventTerm.folder)) { event in
            guard let from = event.source, source == nil || source == from else { return false }
            return state.affectedSyncs(by: event).contains(syncID)
        }
    }
}
