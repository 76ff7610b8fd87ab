internal import Encodings
internal import OutboundHTTP
internal import SyncModel

extension ChecklyClient {
    /// A check group as it is now; nil where the account has none of this id.
    package func group(
        _ id: String,
        account: String
    ) async throws(ChecklyError) -> ChecklyGroupSnapshot? {
        // Groups are read by version 1 only, also those made by version 2.
        let response = try await send(
            "GET",
            "/v1/check-groups/\(percentEncoded(id))",
            account: account
        )
        if response.status == 404 {
            try confirmNoPage(response)
            return nil
        }
        guard response.status == 200 else { throw error(of: response) }
        return try snapshot(of: id, in: response)
    }

    /// The check group that an answer shows.
    func snapshot(
        of id: String,
        in response: OutboundResponse
    ) throws(ChecklyError) -> ChecklyGroupSnapshot {
        guard let json = try? JSONValue.parse(response.body) else {
            throw .unexpectedAnswer("a check group is not JSON.")
        }
        let group = try ChecklyGroupSnapshot(json)
        guard group.id == id else { throw .unexpectedAnswer("it shows another check group.") }
        return group
    }

    /// Replaces all variables of a group and leaves every other setting as it was.
    ///
    /// The group is read again before the write, which does not begin if it changed meanwhile, and
    /// after it: settings that the write changed, as a server that fills in defaults does, are put
    /// back. From the first request that may have had an effect on, a cancelled task carries this
    /// to its end. `variables` is all that the group shall hold, in order, each with a value. Safe
    /// to repeat after any failure that is worth another try, beginning with a new snapshot.
    ///
    /// Where a server is known to fill in defaults, `sendingSettings` sends the other settings at
    /// once, so that they are right even between two requests.
    package func replaceVariables(
        of snapshot: ChecklyGroupSnapshot,
        with variables: [ChecklyGroupVariable],
        account: String,
        sendingSettings: Bool = false
    ) async throws(ChecklyError) -> GroupWriteOutcome {
        let valueless = variables.filter { $0.value?.isBlank ?? true }.map(\.key)
        guard valueless.isEmpty else { throw .group(.valueMissing(keys: valueless)) }
        let writing = GroupWriting(
            client: self,
            before: snapshot,
            variables: variables,
            account: account,
            isSendingSettings: sendingSettings
        )
        return try await writing.execute()
    }

    /// Carries work on that must not be left half done, even when the task is cancelled.
    func uncancelled<Success: Sendable>(
        _ work: @escaping @Sendable () async throws(ChecklyError) -> Success
    ) async throws(ChecklyError) -> Success {
        try await Task { () async -> Result<Success, ChecklyError> in
            do throws(ChecklyError) {
                return .success(try await work())
            } catch {
                return .failure(error)
            }
        }
        .value.get()
    }
}

/// What replacing a group's variables did.
package struct GroupWriteOutcome: Sendable, Equatable {
    /// The group as it read back in the end.
    package let group: ChecklyGroupSnapshot
    /// The settings, by name, that the write changed and that were put back.
    package let restoredSettings: [String]
}
