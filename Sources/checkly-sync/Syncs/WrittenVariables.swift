import AdminClient
internal import Encodings
import SyncModel

extension AdminAPI {
    /// Lists the variables that a sync wrote at Checkly and has not deleted, one per line.
    func variables(writtenBy syncID: String) async throws(AdminClientError) -> [String] {
        let state = try await state(ofSync: syncID)
        return (state["written"]?.array ?? [])
            .map { written in
                let group = written["groupId"]?.string.map { ", group \($0)" } ?? ""
                return "\(written["key"]?.cell ?? "–") in account "
                    + "\(written["accountId"]?.cell ?? "–")\(group)"
            }
    }
}
