import AdminClient
internal import Encodings
import Declarations
import SyncModel

extension FileApplying {
    /// What these changes would delete, one line each; empty if nothing.
    func losses() async throws(AdminClientError) -> [String] {
        var losses: [String] = []
        for change in changes {
            switch change.action {
            case .create, .unchanged, .unmanaged: break
            case .delete: losses.append("\(change.id)")
            case .update: losses += try await updateLosses(change)
            }
        }
        return losses
    }

    private func updateLosses(_ change: Change) async throws(AdminClientError) -> [String] {
        guard let json = server.resources[change.id]?.json else { return [] }
        switch change.id.kind {
        case .connection: return []
        case .source: return secretsInUse(change, json)
        case .sync:
            return try await api.losses(
                of: "\(change.id)",
                id: json["id"]?.string ?? "",
                by: change.lossyFields
            )
        }
    }

    /// A signing secret that the file does not list although the sender uses it.
    private func secretsInUse(_ change: Change, _ json: JSONValue) -> [String] {
        let match = SecretUse.newestMatch(among: json["secrets"]?.array ?? [])
        guard let match, comparisons[change.id]?.surplus.contains(match.id) == true else {
            return []
        }
        return [
            "secret \(match.id) of \(change.id), which the newest delivery was signed with at "
                + match.time
        ]
    }
}

extension AdminAPI {
    /// What other settings of the sync with this name and id may delete, one line each.
    func losses(
        of name: String,
        id: String,
        by fields: [(field: Change.Field, loss: SyncLoss)]
    ) async throws(AdminClientError) -> [String] {
        if fields.isEmpty { return [] }
        let variables = try await variables(writtenBy: id)
        let reasons = fields.filter { $0.loss == .anybodys || !variables.isEmpty }
        if reasons.isEmpty { return [] }
        return reasons.map { "\(name): \($0.field.text)" }
            + variables.map { "  perhaps \($0)" }
    }
}
