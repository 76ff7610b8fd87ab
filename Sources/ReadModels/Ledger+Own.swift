package import Projection
package import SyncModel

extension State {
    /// The last writes of some syncs at their own destinations, by sync and key.
    ///
    /// One pass over each destination, however many syncs write there.
    package func ownWrites(of syncs: [Sync]) -> [String: [String: Ledger.Entry]] {
        var own: [String: [String: Ledger.Entry]] = [:]
        for (place, syncs) in Dictionary(
            grouping: syncs,
            by: { Ledger.Place($0.destination) }
        ) {
            let ids = Set(syncs.map(\.id))
            for (key, entry) in ledger.entries[place] ?? [:] where ids.contains(entry.syncID) {
                own[entry.syncID, default: [:]][key] = entry
            }
        }
        return own
    }
}
