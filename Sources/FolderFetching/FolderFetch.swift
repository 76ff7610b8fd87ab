internal import Encodings
internal import EventLog
internal import LiveLog
internal import Projection
internal import KMSClients
internal import SecretSealing
internal import SyncModel

/// One fetch of one folder, including what is recorded of it.
struct FolderFetch: Sendable {
    /// How a fetch ended.
    enum Result {
        case done(imports: [FolderPath])
        /// The server is stopping, or the source changed meanwhile; nothing was recorded.
        case givenUp
        case failed(any ExplainedError)
    }

    let folder: FolderID
    let source: WebhookSource
    let cause: FolderObservation.Cause
    /// The log's newest position before the request.
    let through: Position
    let log: EventLog
    let state: CurrentState
    let sealer: SecretSealer
    /// How long a folder must stay empty before that is believed; nil means until somebody confirms
    /// it.
    let confirmationDelay: Duration?
    let now: @Sendable () -> Timestamp

    func execute(_ clients: KMSClientCache) async -> Result {
        do {
            let client = try clients.client(of: source)
            let fetched = try await client.fetch(folder.path)
            guard isWanted else { return .givenUp }
            let emptied = emptied(by: fetched)
            if !emptied.folders.isEmpty, source.kmsAccess?.holdsEmptiedFolders != false {
                let isBelieved = await believes(emptied, client)
                guard isWanted, !Task.isCancelled else { return .givenUp }
                if !isBelieved {
                    try await hold(emptied)
                    let known = state.read { $0.fetchStatuses[folder]?.imports ?? [] }
                    return .done(imports: known + fetched.imports.filter { !known.contains($0) })
                }
            }
            if try isNews(fetched) { try await record(fetched) }
            return .done(imports: fetched.imports)
        } catch {
            if Task.isCancelled || !isWanted { return .givenUp }
            return .failed(
                error as? any ExplainedError ?? FetchError.unknown(reason(of: error))
            )
        }
    }

    /// Records a failure unless it was the last thing recorded.
    func record(_ failure: FetchFailure) async throws {
        if state.read({ $0.fetchStatuses[folder]?.failure == failure }) { return }
        try await append(PendingEvent(.folder(.fetchFailed(folder.path, failure))))
    }

    /// Whether the source is still configured as it was at the start.
    var isWanted: Bool {
        let current = state.read { $0.sources[folder.source] }
        return current?.isEnabled == true && current?.kmsAccess == source.kmsAccess
    }

    /// Whether the content differs from the known one; otherwise nothing is recorded.
    private func isNews(_ fetched: FetchedFolder) throws -> Bool {
        let (known, status) = state.read { ($0.folders[folder], $0.fetchStatuses[folder]) }
        guard let known, known.isKnown, known.imports.isEmpty, status?.failure == nil,
            status?.held == nil, status?.imports ?? [] == fetched.imports,
            fetched.imports.isEmpty || status?.origins == fetched.recordedOrigins,
            known.leftOut == fetched.leftOutReasons,
            known.secrets.keys.count(where: { !known.isLeftOut($0) }) == fetched.secrets.count
        else { return true }
        for secret in fetched.secrets {
            guard let fingerprint = known.secrets[NameKey(secret.key)]?.fingerprint else {
                return true
            }
            let name = ValueName.secret(secret.key, in: folder)
            if try sealer.fingerprint(of: secret.value, name: name) != fingerprint { return true }
        }
        return false
    }

    private func record(_ fetched: FetchedFolder) async throws {
        let (folder, sealer, cause, through) = (folder, sealer, cause, through)
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            var entries: [SecretEntry] = []
            entries.reserveCapacity(fetched.secrets.count)
            for secret in fetched.secrets {
                let (slot, fingerprint) = try sealing.seal(
                    secret.value,
                    as: .secret(secret.key, in: folder)
                )
                entries.append(
                    SecretEntry(
                        key: secret.key,
                        fingerprint: fingerprint,
                        isBlank: secret.value.isBlank,
                        // An expanded reference can change the value without changing the version.
                        version: nil,
                        slot: slot
                    )
                )
            }
            let observation = FolderObservation(
                cause: cause,
                through: through,
                secrets: entries,
                imports: fetched.imports,
                importedKeys: fetched.importedKeys,
                leftOut: fetched.leftOut.map { LeftOutSecret($0.key, reason: $0.reason) }
            )
            return sealing.draft(.folder(.observed(folder.path, observation)))
        }
        try await append(event)
    }

    func append(_ event: PendingEvent) async throws {
        _ = try await log.append(
            AppendRequest(
                source: folder.source,
                actor: Actor(type: "server", name: "reader"),
                events: [event]
            )
        )
    }
}

extension FetchedFolder {
    /// Whether it contains nothing at all.
    fileprivate var isEmpty: Bool { secrets.isEmpty && leftOut.isEmpty }

    /// The keys that come from each import, in the order of the imports; nil if there are none.
    ///
    /// If a folder is imported twice, its keys are listed at its last place, which takes
    /// precedence.
    fileprivate var importedKeys: [[String]]? {
        if imports.isEmpty { return nil }
        var lists = imports.map { _ in [String]() }
        for key in secrets.map(\.key) + leftOut.map(\.key) {
            guard let origin = recordedOrigins[key], let index = imports.lastIndex(of: origin)
            else { continue }
            lists[index].append(key)
        }
        return lists
    }

    /// The import of each key, without invalid keys.
    fileprivate var recordedOrigins: [String: FolderPath] {
        origins.filter { LeftOutSecret.objection(toKey: $0.key) == nil }
    }

    /// The reasons for left-out secrets, in the form that a folder keeps.
    fileprivate var leftOutReasons: [NameKey: String] {
        let all = leftOut.map { LeftOutSecret($0.key, reason: $0.reason) }
        return Dictionary(all.map { (NameKey($0.key), $0.reason) }) { $1 }
    }
}

/// Handling of folders that turn up empty, which may only mean a lost permission.
extension FolderFetch {
    /// The maximum number of requests to find out whether the client can still read anything.
    private static let probeLimit = 6
    /// The maximum number of other folders to try.
    private static let neighbourLimit = 3

    private func emptied(by fetched: FetchedFolder) -> EmptiedFolders {
        let (known, status) = state.read { ($0.folders[folder], $0.fetchStatuses[folder]) }
        return EmptiedFolders(by: fetched, of: folder.path, known: known, status)
    }

    /// Whether to believe that the folders are empty.
    ///
    /// True if somebody confirmed it, or if this is the second such fetch, long after the first,
    /// and the client can still read something there.
    private func believes(_ emptied: EmptiedFolders, _ client: any KMSClient) async -> Bool {
        guard let held = state.read({ $0.fetchStatuses[folder]?.held }),
            Set(emptied.folders).isSubset(of: held.emptied)
        else { return false }
        if held.isConfirmed { return true }
        guard let confirmationDelay, held.since.advanced(by: confirmationDelay) <= now() else {
            return false
        }
        for place in emptied.folders where await !canStillFetch(place, besides: emptied, client) {
            return false
        }
        return true
    }

    /// Whether the client sees a secret in the folder, a parent of it, or another folder of its
    /// environment.
    private func canStillFetch(
        _ place: FolderPath,
        besides emptied: EmptiedFolders,
        _ client: any KMSClient
    ) async -> Bool {
        let neighbours = state.read(\.foldersToFetch).keys.sorted()
            .filter { $0.source == folder.source && $0.path.isBeside(place) }
            .map(\.path)
        // A folder that is merely no longer imported still shows its secrets.
        let own = place == folder.path ? [] : [place]
        let looked = own + place.parents + neighbours.prefix(Self.neighbourLimit)
        for path in looked.prefix(Self.probeLimit)
        where !(path != place && isEmptied(path, emptied)) {
            if let fetched = try? await client.fetch(path), !fetched.isEmpty { return true }
        }
        return false
    }

    private func isEmptied(_ path: FolderPath, _ emptied: EmptiedFolders) -> Bool {
        path == folder.path || emptied.folders.contains(path)
    }

    /// Records what would be removed, unless it was the last thing recorded.
    private func hold(_ emptied: EmptiedFolders) async throws {
        let status = state.read { $0.fetchStatuses[folder] }
        if let held = status?.held, status?.failure == nil,
            held.emptied == emptied.folders, held.keyCount == emptied.keyCount
        {
            return
        }
        let held = HeldEmptiness(
            cause: cause,
            through: through,
            emptied: emptied.folders,
            keyCount: emptied.keyCount
        )
        try await append(PendingEvent(.folder(.emptiedHeld(folder.path, held))))
    }
}

extension FolderPath {
    /// The parent folders in the same environment, nearest first.
    fileprivate var parents: [FolderPath] {
        var parents: [FolderPath] = []
        var parts = secretPath.split(separator: "/")
        while !parts.isEmpty {
            parts.removeLast()
            parents.append(
                FolderPath(
                    projectID: projectID,
                    environment: environment,
                    secretPath: "/" + parts.joined(separator: "/")
                )
            )
        }
        return parents
    }

    fileprivate func isBeside(_ other: FolderPath) -> Bool {
        self != other && projectID == other.projectID && environment == other.environment
    }
}
