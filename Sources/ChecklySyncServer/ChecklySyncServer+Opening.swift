internal import APIServing
internal import EventLog
internal import LiveLog
internal import Logging
internal import LogIntegrity
internal import ManagementAPI
internal import OutboundHTTP
internal import Projection
internal import Prometheus
internal import ReadModels
internal import SecretSealing
internal import Settings
internal import SyncModel

extension ChecklySyncServer {
    /// Opens the data directory and its log, and reads what the settings say that lies in files.
    ///
    /// - Throws: `DataDirectoryError`, `SettingsError`, `EventLogError`, `SealingError`.
    func open() throws -> OpenedDirectory {
        let directory = try DataDirectory(
            settings.dataDirectory,
            allowsGroup: settings.allowsGroupAccess
        )
        if settings.masterKey == nil { try MasterKeyRotation.settle(directory) }
        let token = try directory.adminToken(given: settings.adminToken)
        let isSignerNew = directory.lacksCheckpointKey
        let certificates = try EndpointCertificates(settings)
        let (openLog, masterKey) = try openLog(in: directory)
        return OpenedDirectory(
            directory: directory,
            openLog: openLog,
            masterKey: MasterKeyKeeping(
                of: openLog,
                masterKey,
                keptIn: settings.masterKey == nil ? directory : nil,
                newKey: settings.newMasterKey
            ),
            token: token,
            certificates: certificates,
            isSignerNew: isSignerNew
        )
    }

    /// Opens the log under the master key, or under the new one where a rotation put its keys.
    private func openLog(in directory: DataDirectory) throws -> (OpenLog, masterKey: [UInt8]) {
        func open(_ masterKey: [UInt8]) throws -> (OpenLog, masterKey: [UInt8]) {
            let openLog = try OpenLog.open(
                directory: directory,
                masterKey: masterKey,
                now: system.now,
                onCommit: { [metrics, serverLog, system] events in
                    metrics.commits.count(events, at: system.now())
                    serverLog.take(events)
                }
            )
            return (openLog, masterKey)
        }
        // One of the wrong form is told now, and not when it is needed.
        let new = try settings.newMasterKey.map { try masterKeyBytes(of: $0.reveal(), "the new") }
        do {
            return try open(directory.masterKey(given: settings.masterKey))
        } catch SealingError.wrongMasterKey where settings.masterKey != nil {
            guard let new else { throw SealingError.wrongMasterKey }
            let opened = try open(new)
            logger.warning(
                "every key is under the new master key: put it in the place of the old one"
            )
            return opened
        }
    }

    /// Finishes what the process before this one left undone, and records what happened to the
    /// directory since.
    ///
    /// - Throws: `DataDirectoryError`, `EventLogError`, `SealingError`.
    func prepare(_ opened: OpenedDirectory) async throws {
        let (directory, openLog) = (opened.directory, opened.openLog)
        try directory.ensureCheckpointKey()
        tellOfNewFiles(in: directory)
        try await openLog.recordRotation()
        try await CheckpointKeyRotation.settle(directory, openLog)
        try await recordAdminToken(opened)
        try finishShredding(openLog)
        try await openLog.recordRestoring(of: directory)
        if settings.holdsPushing { try await openLog.hold(reason: "serve --hold") }
        logger.info("log open", metadata: ["head": "\(openLog.log.head.number)"])
        if opened.isSignerNew { try warnOfNewSigner(directory) }
        if let hold = openLog.state.read(\.hold) {
            logger.warning("pushing held", metadata: ["why": "\(hold.text)"])
        }
    }

    /// Records which token counts where the log says another one: a rotation was cut off, or
    /// somebody changed the file.
    private func recordAdminToken(_ opened: OpenedDirectory) async throws {
        let log = opened.openLog
        let id = AdminToken(opened.token, idKey: log.sealer.identityKey).id
        guard let known = log.state.read(\.adminTokenID), known != id else { return }
        let rotation = KeyRotation(kind: .adminToken, from: known, to: id)
        _ = try await log.log.append(
            AppendRequest(
                actor: Actor(type: "server"),
                events: [PendingEvent(.administration(.keyRotated(rotation)))]
            )
        )
    }

    /// Makes what sends requests to Checkly, key management systems and the witness.
    func makeTransport() throws(SettingsError) -> AsyncHTTPClientTransport {
        guard let file = settings.caFile else {
            return AsyncHTTPClientTransport(proxies: settings.proxies)
        }
        guard let transport = AsyncHTTPClientTransport(trusting: file, proxies: settings.proxies)
        else { throw .caFile(path: file) }
        return transport
    }

    /// Destroys what was to be destroyed when the process before this one ended.
    private func finishShredding(_ openLog: OpenLog) throws(EventLogError) {
        do {
            try openLog.shredding.finish()
        } catch {
            guard error == .heldOpen else { throw error }
            logger.warning("destroyed keys remain", metadata: ["reason": "\(error)"])
        }
    }
}
