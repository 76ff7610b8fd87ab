internal import Projection
package import SyncModel

/// The kept refusals of one source.
package struct RefusalSummary: Sendable {
    /// How many of them were signed, so that the sender knew the source.
    package var signedCount: Int
    /// The newest refusal.
    package var lastAt: Timestamp
    /// Why the newest one was refused.
    package var message: String
    /// What to check.
    package var hint: String

    package init(signedCount: Int, lastAt: Timestamp, message: String, hint: String) {
        self.signedCount = signedCount
        self.lastAt = lastAt
        self.message = message
        self.hint = hint
    }
}

extension State {
    /// For how long a repetition with other content is told of, in microseconds: seven days.
    private static let differingMicroseconds: Int64 = 7 * 24 * 3600 * 1_000_000

    /// What is to be told of syncs, sorted by name.
    func syncItems(_ conditions: [String: SyncCondition]) -> [AttentionItem] {
        syncs.values.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
            .flatMap { sync in
                conditions[sync.id].map { items(about: sync, $0) } ?? []
            }
    }

    /// Everything that waits for a person or is worth knowing, problems first.
    ///
    /// - Parameters:
    ///   - now: The time to compare with.
    ///   - refusals: The recent refusals of signed deliveries, by source.
    ///   - syncItems: What is to be told of syncs.
    /// - Returns: The items; those of one kind are sorted by name.
    func attention(
        at now: Timestamp,
        refusals: [String: RefusalSummary],
        syncItems: [AttentionItem]
    ) -> [AttentionItem] {
        var items: [AttentionItem] = []
        if let hold {
            items.append(AttentionItem("held", .problem, .server, hold.text, since: hold.since))
        }
        items += connectionItems
        items += syncItems
        for source in sources.values.sorted(by: { $0.name < $1.name }) {
            items += self.items(about: source, at: now, refusals[source.name])
        }
        // What nobody reads any more waits for nobody.
        let needed = foldersToFetch
        for (id, status) in fetchStatuses.sorted(by: { $0.key < $1.key }) where needed[id] != nil {
            items += self.items(about: id, status)
        }
        return items.filter { $0.severity == .problem } + items.filter { $0.severity == .notice }
    }

    private var connectionItems: [AttentionItem] {
        connections.values.filter { refusedConnections.contains($0.id) }
            .sorted { $0.name < $1.name }
            .map { connection in
                let count = syncs.values.count { $0.connectionID == connection.id }
                return AttentionItem(
                    "connection-refused",
                    .problem,
                    .connection(id: connection.id, name: connection.name),
                    "Checkly does not accept the API key; "
                        + (count == 1 ? "1 sync waits." : "\(count) syncs wait."),
                    hint: "Update the connection with a valid key."
                )
            }
    }

    private func items(about sync: Sync, _ condition: SyncCondition) -> [AttentionItem] {
        let subject = AttentionItem.Subject.sync(id: sync.id, name: sync.name)
        func item(_ severity: AttentionItem.Severity, since: Timestamp?) -> AttentionItem {
            AttentionItem(
                "sync-\(condition.state.rawValue)",
                severity,
                subject,
                condition.message,
                since: since
            )
        }
        let status = statuses[sync.id]
        switch condition.state {
        // The connection's own item says it.
        case .needsYou where refusedConnections.contains(sync.connectionID): return []
        case .needsYou, .needsConsent, .conflict: return [item(.problem, since: nil)]
        case .failed:
            return [item(.problem, since: status?.failedKeys.values.map(\.failedAt).min())]
        case .parked: return [item(.problem, since: parked(of: sync).map(\.since).min())]
        case .drifted: return [item(.problem, since: status?.driftDetectedAt)]
        case .changesWaiting: return [item(.notice, since: nil)]
        case .removing, .held, .paused, .waiting, .pushing, .queued, .inStep, .neverPushed:
            return []
        }
    }

    private func items(
        about source: WebhookSource,
        at now: Timestamp,
        _ refusal: RefusalSummary?
    ) -> [AttentionItem] {
        let subject = AttentionItem.Subject.source(name: source.name)
        guard source.isEnabled else {
            return [
                AttentionItem(
                    "source-disabled",
                    .notice,
                    subject,
                    "It is disabled: its webhooks are refused.",
                    hint: "Enable the source."
                )
            ]
        }
        var items =
            SecretWarning.warnings(
                about: source,
                uses: secretUses[source.name] ?? [:],
                now: now
            )
            .map { AttentionItem($0, of: subject) }
        if let refusal, refusal.signedCount > 0 {
            let count = refusal.signedCount
            let deliveries =
                count == 1 ? "1 signed delivery was" : "\(count) signed deliveries were"
            items.append(
                AttentionItem(
                    "deliveries-refused",
                    .problem,
                    subject,
                    "\(deliveries) refused, the last one because: \(refusal.message)",
                    hint: refusal.hint,
                    since: refusal.lastAt
                )
            )
        }
        if let differing = differences[source.name],
            differing.lastAt.microseconds > now.microseconds - Self.differingMicroseconds
        {
            items.append(
                AttentionItem(
                    "differing-repetition",
                    .notice,
                    subject,
                    "An event arrived again under its id with other content; the first one stands "
                        + "(#\(differing.first.number)).",
                    hint: "Have the sender give each event its own id.",
                    since: differing.lastAt
                )
            )
        }
        return items
    }

    /// When a webhook last told of a change of a folder or of one that it imports.
    private func lastNotification(of id: FolderID, _ status: FetchStatus) -> Timestamp {
        let imports = status.imports.map {
            fetchStatuses[FolderID(source: id.source, path: $0)]?.lastNotifiedAt
        }
        return ([status.lastNotifiedAt] + imports).compactMap(\.self).max()
            ?? Timestamp(microseconds: .min)
    }

    private func items(about id: FolderID, _ status: FetchStatus) -> [AttentionItem] {
        var items: [AttentionItem] = []
        if let failure = status.failure {
            items.append(
                AttentionItem(
                    "folder-not-fetched",
                    .problem,
                    .folder(id),
                    "It cannot be fetched: \(failure.code): \(failure.message)",
                    since: status.failingSince
                )
            )
        }
        if let missedAt = status.lastMissedAt, lastNotification(of: id, status) < missedAt {
            items.append(
                AttentionItem(
                    "webhooks-missed",
                    .problem,
                    .folder(id),
                    "It changed and no webhook said so; the regular read found it.",
                    hint: "Check the KMS's webhook: its environment, path, address and secret. "
                        + "The next webhook about the folder ends this.",
                    since: missedAt
                )
            )
        }
        if let held = status.held {
            items.append(
                AttentionItem(
                    "folder-emptied",
                    .problem,
                    .folder(id),
                    held.message,
                    hint: FetchStatus.Held.hint,
                    since: held.since
                )
            )
        }
        return items
    }
}

extension AttentionItem {
    fileprivate init(_ warning: SecretWarning, of subject: Subject) {
        switch warning {
        case .noneValid:
            self.init(
                "no-valid-secret",
                .problem,
                subject,
                "No signing secret is valid now, so every delivery is refused.",
                hint: "Add a secret."
            )
        case .endsSoon(let id, let end, let isLast):
            self.init(
                "secret-ends-soon",
                isLast ? .problem : .notice,
                subject,
                "The secret \(id) ends at \(end.rfc3339)"
                    + (isLast ? ", and no other is valid then." : "."),
                hint: isLast ? "Add a secret before that." : nil
            )
        case .oldOneInUse(let id, let lastMatchedAt, let newestID):
            self.init(
                "old-secret-in-use",
                .notice,
                subject,
                "The sender still signs with the secret \(id), not with the newest, \(newestID).",
                hint: "Give the sender the newest secret, then remove the old one.",
                since: lastMatchedAt
            )
        }
    }
}
