internal import Encodings
internal import OutboundHTTP
internal import SyncModel

extension ChecklyClient {
    /// The current state of a check group; nil if the account has no group with this id.
    package func group(
        _ id: String,
        account: String
    ) async throws(ChecklyError) -> ChecklyGroupSnapshot? {
        // Groups can be read only through version 1, even those made through version 2.
        let (response, _) = try await send(
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

    /// Parses the check group in a response.
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

    /// Replaces all variables of a group and leaves its other settings unchanged.
    ///
    /// The group is read again before the write, which is refused if the group changed meanwhile.
    /// It is read once more afterwards: settings that the write changed, as on a server that fills
    /// in defaults, are restored. Once a request may have had an effect, the work continues even if
    /// the task is cancelled. Safe to repeat after any retryable failure, starting with a new
    /// snapshot.
    ///
    /// - Parameters:
    ///   - snapshot: The group as it was when the list was made.
    ///   - variables: The complete new list, in order, each with a value.
    ///   - account: The account's id.
    ///   - sendingSettings: Whether to send the other settings with the first write, for servers
    ///     known to fill in defaults; they are then never wrong, not even between two requests.
    /// - Returns: The group as read back.
    /// - Throws: `ChecklyError`; a failed replacement is a `.group`.
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

    /// Continues work that must not stop halfway, even if the task is cancelled.
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

/// The result of replacing a group's variables.
package struct GroupWriteOutcome: Sendable, Equatable {
    /// The group as finally read back.
    package let group: ChecklyGroupSnapshot
    /// The names of the settings that the write changed and that were restored.
    package let restoredSettings: [String]
}
