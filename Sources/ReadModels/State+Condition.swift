internal import Encodings
package import Projection
package import SyncModel

extension State {
    /// The maximum number of keys that a message names.
    private static let namedKeyLimit = 3

    /// Summarizes how a sync is doing.
    ///
    /// - Parameters:
    ///   - sync: An existing sync.
    ///   - activity: The progress of its run according to the engine; nil if no run is open.
    /// - Returns: The state with its message.
    package func condition(of sync: Sync, activity: RunActivity?) -> SyncCondition {
        let status = statuses[sync.id] ?? SyncStatus(configuredAt: .beforeFirst)
        let (state, message) = standing(of: sync, status, activity)
        return SyncCondition(
            state: state,
            message: message,
            progress: [.pushing, .removing].contains(state) ? activity : nil,
            isPinned: status.pinnedTo != nil,
            isHeld: hold != nil,
            isRemoved: isRemoved(sync)
        )
    }

    /// Whether the sync's variables were removed on request and have not been written again.
    package func isRemoved(_ sync: Sync) -> Bool {
        guard let status = statuses[sync.id], let removedAt = status.lastRemovedAt else {
            return false
        }
        return (status.lastSyncedAt ?? removedAt) <= removedAt
            && !ledger.holds(anythingOf: sync.id, at: Ledger.Place(sync.destination))
    }

    private typealias Standing = (state: SyncState, message: String)

    /// The first state that applies, in the order of `SyncState`.
    private func standing(
        of sync: Sync,
        _ status: SyncStatus,
        _ activity: RunActivity?
    ) -> Standing {
        if let removal = status.removal { return removing(removal, status) }
        if let message = cry(of: sync, status) { return (.needsYou, message) }
        if let message = failure(of: sync, status) { return (.failed, message) }
        if let hold { return (.held, hold.text) }
        if let pause = status.pause { return (.paused, Self.text(of: pause, sync)) }
        if status.needsConsent { return (.needsConsent, status.message ?? "") }
        guard let changed = lastChange(for: sync) else {
            return (
                .waiting,
                "Nothing has been reported about its folder yet; until then it writes and "
                    + "deletes nothing."
            )
        }
        if status.openRun?.kind == .push { return (.pushing, Self.text(of: activity)) }
        // A run that failed permanently is not repeated before something changes.
        if status.status != .failed, pendingRun(of: sync) == .push {
            return (.queued, "A push is about to begin.")
        }
        return settled(sync, status, changedAt: changed)
    }

    /// The state of a sync that has nothing to do now.
    private func settled(
        _ sync: Sync,
        _ status: SyncStatus,
        changedAt changed: Position
    ) -> Standing {
        let parked = parkedChanges(of: sync)
        if !parked.isEmpty { return (.parked, Self.text(of: parked, sync)) }
        if let conflict = conflicts(of: sync).first {
            // The run says which key, and what to do.
            let word = PushProblem.conflict + ": "
            let told = status.message.flatMap {
                $0.hasPrefix(word) ? String($0.dropFirst(word.count)) : nil
            }
            return (.conflict, told ?? conflict.problem.message)
        }
        let drifts = drifts(of: sync)
        if !drifts.isEmpty { return (.drifted, Self.text(of: drifts, sync)) }
        if isRemoved(sync) {
            return (
                .changesWaiting,
                "Its variables were removed; the next change or push writes them again. "
                    + "(checkly-sync push \(sync.name))"
            )
        }
        let isWaiting =
            status.pushedThrough.map { changed > $0 }
            ?? (desired(for: sync)?.variables.isEmpty == false)
        if !sync.isAutoSyncEnabled, isWaiting {
            return (
                .changesWaiting,
                "Auto-sync is off, and its desired state is not at Checkly. "
                    + "(checkly-sync push \(sync.name))"
            )
        }
        if let time = status.lastSyncedAt, status.pushedThrough != nil {
            return (.inStep, "Checkly acknowledged the last write at \(time.rfc3339).")
        }
        return (.neverPushed, "Nothing has been pushed yet. (checkly-sync push \(sync.name))")
    }

    private func removing(_ removal: SyncStatus.Removal, _ status: SyncStatus) -> Standing {
        var message = "Its variables are being removed"
        message += removal.deletesSync ? "; then the sync is deleted." : "."
        if status.removeStatus == .failed, let failure = status.removeMessage {
            message += " The last attempt failed: \(failure)"
        }
        if let hold { message += " " + hold.text }
        return (.removing, message)
    }

    /// Why a sync needs a person; nil if it does not.
    private func cry(of sync: Sync, _ status: SyncStatus) -> String? {
        if let message = missingSource(of: sync) { return message }
        if refusedConnections.contains(sync.connectionID) {
            let name = connections[sync.connectionID]?.name ?? sync.connectionID
            return "Checkly does not accept the API key of connection \(name). "
                + "(checkly-sync connections update \(name) --ask-api-key)"
        }
        if status.isRemovalRefused {
            return Self.text(
                "Its variables could not be removed: \(status.removeMessage ?? "")",
                then: "checkly-sync syncs remove-secrets \(sync.name), or to keep them: "
                    + "checkly-sync push \(sync.name)"
            )
        }
        guard status.needsAttention || status.parkedWhole != nil else { return nil }
        let reason = status.parkedWhole?.change.problem.text ?? status.message ?? "It is stopped."
        return Self.text(reason, then: "checkly-sync push \(sync.name)")
    }

    /// The message for a sync whose source was deleted; nil if the source exists.
    package func missingSource(of sync: Sync) -> String? {
        guard let source = boundSource(of: sync), sources[source] == nil else { return nil }
        return "The webhook source \(source), which its folder belongs to, is not there: no change "
            + "reaches the sync. (Make a source of that name again, or give the sync another "
            + "sourceName.)"
    }

    /// Why the last run or fetch failed, if it will be retried or no other state explains it.
    private func failure(of sync: Sync, _ status: SyncStatus) -> String? {
        if let failure = fetchFailure(of: sync) {
            return "Its folder cannot be fetched, so nothing changes: \(failure.text)"
        }
        guard status.status == .failed else { return nil }
        let next = status.nextTryAt.map { " The next attempt is at \($0.rfc3339)." } ?? ""
        let isExplained = !parkedChanges(of: sync).isEmpty || !conflicts(of: sync).isEmpty
        if next.isEmpty, isExplained { return nil }
        return (status.message ?? "The last push failed.") + next
    }

    /// The keys that a sync's last run had to leave to another sync.
    package func conflicts(of sync: Sync) -> [(key: String, problem: PushProblem)] {
        (statuses[sync.id]?.failedKeys ?? [:])
            .filter { $0.value.problem.code == PushProblem.conflict }
            .sorted { $0.key < $1.key }
            .map { ($0.key, $0.value.problem) }
    }

    /// The differences at a sync's destination that matter to it; foreign variables count only if
    /// it deletes them.
    package func drifts(of sync: Sync) -> [Drift] {
        let drifts = statuses[sync.id]?.drifts ?? []
        return prunes(sync) ? drifts : drifts.filter { $0.kind != .foreign }
    }

    private static func text(of pause: SyncStatus.Pause, _ sync: Sync) -> String {
        let reason = pause.reason.map { ": \($0)" } ?? ""
        return "Paused since \(pause.since.rfc3339)\(reason). "
            + "(checkly-sync syncs resume \(sync.name))"
    }

    private static func text(of activity: RunActivity?) -> String {
        guard let activity, activity.planned > 0 else { return "A push is under way." }
        let failed = activity.failed > 0 ? ", \(activity.failed) failed" : ""
        return "A push is under way: \(activity.done) of \(activity.planned) done\(failed)."
    }

    private static func text(of parked: [SyncStatus.Parked], _ sync: Sync) -> String {
        let first = parked.first.map { "\($0.change.key ?? ""): \($0.change.problem.text)" } ?? ""
        return text(
            "\(count(parked.count, "change")) cannot be carried out, such as \(first)",
            then: "checkly-sync syncs parked \(sync.name)"
        )
    }

    private static func text(of drifts: [Drift], _ sync: Sync) -> String {
        let more = drifts.count - namedKeyLimit
        let named = drifts.prefix(namedKeyLimit).map(\.key).joined(separator: ", ")
        let verb = drifts.count == 1 ? "differs" : "differ"
        return "\(count(drifts.count, "variable")) at Checkly \(verb) from what was written: "
            + "\(named)\(more > 0 ? " and \(more) more" : ""). (checkly-sync plan \(sync.name))"
    }

    /// Appends a command to a sentence, inside the hint that the sentence may already end with.
    private static func text(_ sentence: String, then command: String) -> String {
        guard sentence.hasSuffix(")") else { return "\(sentence) (\(command))" }
        let hint = sentence.dropLast()
        return "\(hint)\(hint.hasSuffix(".") ? "" : ".") Then: \(command))"
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
    }
}
