internal import Encodings
internal import SyncModel

/// One replacement of a group's variables: read, write, read back, restore settings.
struct GroupWriting: Sendable {
    let client: ChecklyClient
    /// The group that the new list was made for.
    let before: ChecklyGroupSnapshot
    let variables: [ChecklyGroupVariable]
    let account: String
    /// Whether the first write includes the settings, rather than only one that restores them.
    let isSendingSettings: Bool

    func execute() async throws(ChecklyError) -> GroupWriteOutcome {
        try await confirmUnchanged()
        let settings = isSendingSettings ? before.settings.writable : []
        // Until this gets a response, cancellation means that nothing had an effect.
        let first = await put(settings: settings)
        return try await client.uncancelled { () async throws(ChecklyError) -> GroupWriteOutcome in
            let written = try await settle(first, settings: settings, before: before)
            try check(written)
            return try await restoreSettings(of: written)
        }
    }

    /// Reads the group once more.
    ///
    /// Checkly has no conditional write, so this keeps the window for overwriting somebody else's
    /// change as short as possible.
    private func confirmUnchanged() async throws(ChecklyError) {
        let now = try await read()
        let keys = now.variables.keysDiffering(from: before.variables)
        let settings = now.settings.namesDiffering(from: before.settings)
        guard keys.isEmpty, settings.isEmpty else {
            throw .group(.changed(keys: keys, settings: settings))
        }
    }

    /// Reads back the effect of a PUT, and repeats the PUT as long as it visibly had none.
    private func settle(
        _ first: Result<Void, ChecklyError>,
        settings: [JSONValue.Member],
        before: ChecklyGroupSnapshot
    ) async throws(ChecklyError) -> ChecklyGroupSnapshot {
        var result = first
        for retry in 1...ChecklyClient.attemptLimit {
            if case .failure(let error) = result, !error.mayHaveTakenEffect {
                throw retry > 1 ? .afterLostAnswer(error) : error
            }
            let seen = try await readBack()
            guard case .failure(let error) = result, !seen.shows(variables, otherThan: before)
            else { return seen }
            guard retry < ChecklyClient.attemptLimit else { throw error }
            do { try await client.pause(beforeRetry: retry) } catch { throw .cancelled }
            result = await put(settings: settings)
        }
        throw .unexpectedAnswer("a check group did not change.")
    }

    private func check(_ group: ChecklyGroupSnapshot) throws(ChecklyError) {
        let keys = group.variables.keysContradicting(variables)
        guard !keys.isEmpty else { return }
        let settings = changedSettings(of: group)
        guard settings.isEmpty else {
            // Writing settings also writes the variables, which somebody else has changed.
            let reason = ChecklyGroupError.notAsWritten(keys: keys).message
            throw .group(.settingsLost(settings, reason: reason))
        }
        throw .group(.notAsWritten(keys: keys))
    }

    /// Restores the settings if the write changed any.
    private func restoreSettings(
        of written: ChecklyGroupSnapshot
    ) async throws(ChecklyError) -> GroupWriteOutcome {
        let changed = changedSettings(of: written)
        guard !changed.isEmpty else {
            return GroupWriteOutcome(group: written, restoredSettings: [])
        }
        let restored: ChecklyGroupSnapshot
        do throws(ChecklyError) {
            let settings = before.settings.writable
            let first = await put(settings: settings)
            restored = try await settle(first, settings: settings, before: written)
        } catch {
            throw .group(.settingsLost(changed, reason: error.message))
        }
        let lost = changedSettings(of: restored)
        guard lost.isEmpty else {
            throw .group(.settingsLost(lost, reason: "They read back differently."))
        }
        try check(restored)
        return GroupWriteOutcome(group: restored, restoredSettings: changed)
    }

    private func changedSettings(of group: ChecklyGroupSnapshot) -> [String] {
        group.settings.namesDiffering(from: before.settings)
            .filter(ChecklyGroupSettings.isWritable)
    }

    private func read() async throws(ChecklyError) -> ChecklyGroupSnapshot {
        guard let group = try await client.group(before.id, account: account) else {
            throw .group(.missing)
        }
        return group
    }

    private func readBack() async throws(ChecklyError) -> ChecklyGroupSnapshot {
        do throws(ChecklyError) {
            return try await read()
        } catch {
            throw error == .group(.missing) ? error : .group(.unverified(error))
        }
    }
}

extension ChecklyGroupSnapshot {
    /// Whether the group differs from before in a way that only a write, ours or another, explains.
    ///
    /// Values of secrets are not shown. If both the old and the new list match what was sent, a
    /// change elsewhere does not show that our write had an effect.
    fileprivate func shows(
        _ variables: [ChecklyGroupVariable],
        otherThan before: ChecklyGroupSnapshot
    ) -> Bool {
        let settings = settings.namesDiffering(from: before.settings)
        if self.variables.keysDiffering(from: before.variables).isEmpty, settings.isEmpty {
            return false
        }
        return settings.contains(where: ChecklyGroupSettings.isWritable)
            || !self.variables.keysContradicting(variables).isEmpty
            || !before.variables.keysContradicting(variables).isEmpty
    }
}

extension ChecklyError {
    /// Whether the failed request may have been carried out.
    fileprivate var mayHaveTakenEffect: Bool {
        switch self {
        case .transport, .unavailable, .unexpectedAnswer: true
        case .credentialsRejected, .forbidden, .notFound, .refused, .rateLimited, .listIncomplete,
            .appeared, .blankValue, .group, .afterLostAnswer, .cancelled:
            false
        }
    }
}
