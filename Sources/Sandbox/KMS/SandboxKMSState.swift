package import FoundationEssentials

/// Everything a sandboxed KMS knows: folders, clients, tokens, faults, and whom it tells.
package actor SandboxKMSState {
    /// The switches; a change holds from the next request on.
    package var faults: KMSFaults
    /// How many folders were read, refused reads included.
    package var readCount = 0
    /// Every webhook that was made, oldest first, lost ones left out.
    package private(set) var webhooks: [SignedWebhook] = []
    var folders: [KMSFolder: KMSFolderContent] = [:]
    var clientSecrets: [String: String] = [:]
    var tokens: [String: Date] = [:]
    /// How long a new token lasts, in seconds: 30 days unless told otherwise.
    package var tokenLifetime = 2_592_000
    /// While webhooks are held back: the folders that changed, each once.
    private var heldChanges: [KMSFolder]?
    /// Waits from a change to its webhook; none if it is missing.
    private var webhookDelay: (@Sendable () async throws -> Void)?
    /// The folders whose webhook waits; another change of theirs changes nothing about it.
    private var delayed: Set<KMSFolder> = []
    let now: @Sendable () -> Date
    private let target: WebhookTarget?
    private let sender: any WebhookSending

    /// The deepest chain of imports along which a change is announced.
    private static let importDepth = 5

    /// Makes a KMS without folders and clients.
    ///
    /// - Parameters:
    ///   - target: Whom to tell about changes; nobody if it is missing.
    ///   - sender: What carries webhooks there.
    ///   - faults: The switches.
    ///   - now: The clock, for timestamps and the age of tokens.
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

    /// Sets a secret, making its folder if need be, and announces the change.
    ///
    /// - Returns: What the listener answered to each webhook; `nil` for no answer.
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

    /// Deletes a secret and announces the change, also if there was nothing to delete.
    ///
    /// - Returns: What the listener answered to each webhook; `nil` for no answer.
    @discardableResult
    package func deleteSecret(_ name: String, in folder: KMSFolder) async -> [Int?] {
        folders[folder]?.secrets[name] = nil
        return await announceChange(of: folder)
    }

    /// Announces that a folder changed, to its listener and for every folder that imports it.
    ///
    /// - Returns: What the listener answered to each webhook; `nil` for no answer.
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

    /// Announces each change after a while, as Hanzo KMS does; changes of one folder meanwhile are announced with it.
    ///
    /// - Parameter delay: Waits for that while.
    package func delayWebhooks(by delay: @escaping @Sendable () async throws -> Void) {
        webhookDelay = delay
    }

    /// Announces nothing until `releaseWebhooks`; changes of one folder become one announcement.
    package func holdWebhooks() {
        heldChanges = heldChanges ?? []
    }

    /// Announces what changed while webhooks were held back.
    ///
    /// - Returns: What the listener answered to each webhook; `nil` for no answer.
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
