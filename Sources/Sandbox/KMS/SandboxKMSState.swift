package import FoundationEssentials

/// The state of a sandboxed KMS: folders, clients, tokens, faults and the listener.
package actor SandboxKMSState {
    /// The faults; a change applies from the next request on.
    package var faults: KMSFaults
    /// The number of fetches, including refused ones.
    package var readCount = 0
    /// All webhooks sent, oldest first, except lost ones.
    package private(set) var webhooks: [SignedWebhook] = []
    var folders: [KMSFolder: KMSFolderContent] = [:]
    var clientSecrets: [String: String] = [:]
    var tokens: [String: Date] = [:]
    /// The lifetime of a new token in seconds; 30 days by default.
    package var tokenLifetime = 2_592_000
    /// The folders that changed while webhooks are held, each once; nil if they are not held.
    private var heldChanges: [KMSFolder]?
    /// Waits between a change and its webhook; nil for no delay.
    private var webhookDelay: (@Sendable () async throws -> Void)?
    /// The folders with a pending webhook; further changes to them add no webhook.
    private var delayed: Set<KMSFolder> = []
    let now: @Sendable () -> Date
    private let target: WebhookTarget?
    private let sender: any WebhookSending

    /// The maximum depth of imports along which a change is announced.
    private static let importDepth = 5

    /// Makes a KMS without folders and clients.
    ///
    /// - Parameters:
    ///   - target: The listener for changes; nil for none.
    ///   - sender: Sends the webhooks.
    ///   - faults: The faults.
    ///   - now: The clock for timestamps and token expiry.
    package init(
        target: WebhookTarget? = nil,
        sender: any WebhookSending,
        faults: KMSFaults = .none,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.target = target
        self.sender = sender
        self.faults = faults
        self.now = now
    }

    /// Sets a secret, creating its folder if necessary, and announces the change.
    ///
    /// - Returns: The listener's status for each webhook; nil for no response.
    @discardableResult
    package func setSecret(
        _ name: String,
        to value: String,
        in folder: KMSFolder
    ) async -> [Int?] {
        let time = now()
        addFolder(folder)
        var secret =
            folders[folder]?.secrets[name]
            ?? KMSSecret(id: newID(), value: "", version: 0, createdAt: time, updatedAt: time)
        secret.value = value
        secret.version += 1
        secret.updatedAt = time
        folders[folder]?.secrets[name] = secret
        return await announceChange(of: folder)
    }

    /// Deletes a secret and announces the change, even if there was nothing to delete.
    ///
    /// - Returns: The listener's status for each webhook; nil for no response.
    @discardableResult
    package func deleteSecret(_ name: String, in folder: KMSFolder) async -> [Int?] {
        folders[folder]?.secrets[name] = nil
        return await announceChange(of: folder)
    }

    /// Announces a change of a folder, for the folder itself and for every folder that imports it.
    ///
    /// - Returns: The listener's status for each webhook; nil for no response.
    @discardableResult
    package func announceChange(of folder: KMSFolder) async -> [Int?] {
        if let held = heldChanges {
            if !held.contains(folder) { heldChanges = held + [folder] }
            return []
        }
        if let webhookDelay {
            if delayed.insert(folder).inserted { announce(folder, after: webhookDelay) }
            return []
        }
        return await announceNow(folder)
    }

    private func announce(
        _ folder: KMSFolder,
        after delay: @escaping @Sendable () async throws -> Void
    ) {
        Task {
            try await delay()
            delayed.remove(folder)
            await announceNow(folder)
        }
    }

    @discardableResult
    private func announceNow(_ folder: KMSFolder) async -> [Int?] {
        guard let target, !faults.losesWebhooks else { return [] }
        let copies = faults.duplicatesWebhooks ? 2 : 1
        var answers: [Int?] = []
        for folder in [folder] + importers(of: folder) {
            for copy in 0..<copies {
                let webhook = SignedWebhook(
                    about: folder,
                    projectName: "Sandbox",
                    secret: target.secret,
                    timestamp: Int(now().timeIntervalSince1970 * 1000) + copy
                )
                webhooks.append(webhook)
                answers.append(await sender.send(webhook, to: target.url))
            }
        }
        return answers
    }

    /// Announces each change after a delay, as Hanzo KMS does; further changes of the folder are
    /// included.
    ///
    /// - Parameter delay: Waits for the delay.
    package func delayWebhooks(by delay: @escaping @Sendable () async throws -> Void) {
        webhookDelay = delay
    }

    /// Holds all webhooks until `releaseWebhooks`; several changes of a folder become one webhook.
    package func holdWebhooks() {
        heldChanges = heldChanges ?? []
    }

    /// Sends the webhooks for changes made while they were held.
    ///
    /// - Returns: The listener's status for each webhook; nil for no response.
    @discardableResult
    package func releaseWebhooks() async -> [Int?] {
        let held = heldChanges ?? []
        heldChanges = nil
        var answers: [Int?] = []
        for folder in held { answers += await announceChange(of: folder) }
        return answers
    }

    private func importers(of folder: KMSFolder) -> [KMSFolder] {
        var found: [KMSFolder] = []
        var edge = [folder]
        for _ in 0..<Self.importDepth {
            let known = found + [folder]
            edge =
                folders.filter { candidate, content in
                    !known.contains(candidate) && content.imports.contains { edge.contains($0) }
                }
                .keys.sorted { $0.secretPath < $1.secretPath }
            found += edge
        }
        return found
    }
}
