internal import EventLog
internal import LiveLog
package import Logging
internal import LogIntegrity
internal import OutboundHTTP
internal import Prometheus
package import Settings

/// Turns settings into running services; everything is wired here.
package struct ChecklySyncServer: Sendable {
    let settings: ServerSettings
    let logger: Logger
    let system: SystemInputs
    let metrics = ServerMetrics()
    let serverLog: ServerLog
    let refusalLog: RefusalLog
    /// Where snapshots, checkpoints and certificates are read and written.
    let maintenanceThreads = LogThreads(count: maintenanceThreadCount, label: "upkeep")

    private static let maintenanceThreadCount = 2

    /// Makes a server; nothing is opened before `run`.
    package init(settings: ServerSettings, logger: Logger) {
        let system = SystemInputs.real
        self.settings = settings
        self.logger = logger
        self.system = system
        serverLog = ServerLog(logger: logger)
        let start = system.clock.now
        refusalLog = RefusalLog(logger: logger) { start.duration(to: system.clock.now) }
    }

    /// Serves until the task is cancelled or SIGTERM or SIGINT comes; then requests in flight have
    /// some seconds to finish, a push stops between two writes, and the state is saved for the next
    /// start.
    ///
    /// A second of these signals ends the process at once.
    ///
    /// - Parameters:
    ///   - heedsHangup: Whether SIGHUP reloads the TLS files, instead of ending the process.
    ///   - onReady: Is called once, when both endpoints accept requests.
    /// - Throws: `SettingsError`, `DataDirectoryError`, `EventLogError` or `SealingError` before
    ///   anything is served; afterwards whatever ended a service.
    package func run(
        heedsHangup: Bool = true,
        onReady: @escaping @Sendable (RunningAddresses) -> Void
    ) async throws {
        FileDescriptors.raiseLimit()
        let signals = ServerSignals(heedsHangup: heedsHangup)
        let opened = try open()
        let openLog = opened.openLog
        defer { serverLog.tellAll(in: openLog.state) }
        try await prepare(opened)
        let transport = try makeTransport()
        // Whatever happens: a transport that is given up without it ends the process.
        do {
            try await serveAndClose(opened, transport, signals, onReady: onReady)
        } catch {
            await transport.shutdown()
            throw error
        }
        await transport.shutdown()
        serverLog.tellAll(in: openLog.state)
        logger.info("stopped")
    }

    /// Serves, and then closes the log in good order, whatever ended the services.
    private func serveAndClose(
        _ opened: OpenedDirectory,
        _ transport: AsyncHTTPClientTransport,
        _ signals: ServerSignals,
        onReady: @escaping @Sendable (RunningAddresses) -> Void
    ) async throws {
        let openLog = opened.openLog
        // Until the very end: a log may take its time to close.
        let telling = system.serviceManager?.keepTelling(system.clock)
        defer { telling?.cancel() }
        let checkpoints = try checkpointKeeping(openLog, opened.directory, transport)
        let watching = await signals.watch()
        defer { watching.cancel() }
        var failure: (any Error)?
        do {
            try await serve(opened, transport, checkpoints, signals, onReady: onReady)
        } catch is CancellationError {
            // How a caller in the same process stops a server.
        } catch {
            failure = error
        }
        await openLog.log.close()
        saveSnapshot(of: openLog)
        await checkpoints.refresh(asksWitness: false)
        await openLog.log.finish()
        if let failure { throw failure }
    }
}
