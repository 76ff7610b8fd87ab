internal import EventLog
internal import LiveState
internal import Projection
internal import SecretReaders
internal import SecretSealing
internal import SyncModel

/// One read of one folder, and what the log learns of it.
struct FolderRead: Sendable {
    /// How it ended.
    enum Result {
        case done(imports: [FolderPath])
        /// The server stops, or the source has changed meanwhile; nothing was learnt.
        case givenUp
        case failed(any ExplainedError)
    }

    let folder: FolderID
    let source: WebhookSource
    let cause: FolderObservation.Cause
    /// The log's newest event before the request.
    let through: Position
    let log: EventLog
    let state: LiveState
    let sealer: SecretSealer

    func execute(_ readers: ReaderCache) async -> Result {
        do {
            let reading = try await readers.reader(of: source).read(folder.path)
            guard isWanted else { return .givenUp }
            if try isNews(reading) { try await record(reading) }
            return .done(imports: reading.imports)
        } catch {
            if Task.isCancelled || !isWanted { return .givenUp }
            return .failed(
                error as? any ExplainedError ?? SecretReadError.unknown(reason(of: error))
            )
        }
    }

    /// Puts a failure into the log, unless it stands there already.
    func record(_ failure: ReadFailure) async throws {
        if state.read({ $0.readings[folder]?.failure == failure }) { return }
        try await append(PendingEvent(.sourceReadFailed(folder.path, failure)))
    }

    /// Whether the source still is the one that was asked.
    private var isWanted: Bool {
        let current = state.read { $0.sources[folder.source] }
        return current?.isEnabled == true && current?.reader == source.reader
    }

    /// A read that finds what is known already leaves no trace.
    private func isNews(_ reading: FolderReading) throws -> Bool {
        let (known, readings) = state.read { ($0.folders[folder], $0.readings[folder]) }
        guard let known, known.isKnown, known.imports.isEmpty, readings?.failure == nil,
            readings?.imports ?? [] == reading.imports,
            known.secrets.count == reading.secrets.count
        else { return true }
        for secret in reading.secrets {
            guard let fingerprint = known.secrets[NameKey(secret.key)]?.fingerprint else {
                return true
            }
            let name = ValueName.secret(secret.key, in: folder)
            if try sealer.fingerprint(of: secret.value, name: name) != fingerprint { return true }
        }
        return false
    }

    private func record(_ reading: FolderReading) async throws {
        let (folder, sealer, cause, through) = (folder, sealer, cause, through)
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            var entries: [SecretEntry] = []
            entries.reserveCapacity(reading.secrets.count)
            for secret in reading.secrets {
                let (slot, fingerprint) = try sealing.seal(
                    secret.value,
                    as: .secret(secret.key, in: folder)
                )
                entries.append(
                    SecretEntry(
                        key: secret.key,
                        fingerprint: fingerprint,
                        isBlank: secret.value.isBlank,
                        // Expanding references changes a value and no version.
                        version: nil,
                        slot: slot
                    )
                )
            }
            let observation = FolderObservation(
                cause: cause,
                through: through,
                secrets: entries,
                imports: reading.imports
            )
            return sealing.draft(.folderObserved(folder.path, observation))
        }
        try await append(event)
    }

    private func append(_ event: PendingEvent) async throws {
        _ = try await log.append(
            AppendRequest(
                source: folder.source,
                actor: Actor(type: "server", name: "reader"),
                events: [event]
            )
        )
    }
}
