internal import EventLog
internal import LiveLog
internal import Logging
internal import LogIntegrity
internal import ManagementAPI
internal import ServiceLifecycle
internal import Settings
internal import WebhookListener

extension ChecklySyncServer {
    /// The services that keep files and log lines up to date beside the endpoints.
    func maintenance(_ parts: ServerParts, _ signals: ServerSignals) -> [any Service] {
        [
            EventTelling(log: serverLog, state: parts.openLog.state),
            SnapshotKeeping(
                state: parts.openLog.state,
                threads: maintenanceThreads,
                save: { saveSnapshot(of: parts.openLog) }
            ),
            checkpointSigning(parts.checkpoints),
            retentionKeeping(parts.openLog),
            backupKeeping(parts.backups, of: parts.openLog),
            ListKeeping(
                lists: [
                    KeptList(parts.refusals, in: settings.dataDirectory),
                    KeptList(parts.repeated, in: settings.dataDirectory),
                ],
                log: refusalLog,
                clock: system.clock,
                logger: logger
            ),
            CertificateRenewal(
                certificates: parts.opened.certificates,
                hangups: signals.hangups,
                clock: system.clock,
                threads: maintenanceThreads,
                logger: logger
            ),
        ]
        .compactMap(\.self)
    }

    private func checkpointSigning(_ checkpoints: CheckpointKeeping) -> (any Service)? {
        settings.checkpointInterval.map { interval in
            CheckpointSigning(
                checkpoints: checkpoints,
                interval: interval,
                clock: system.clock,
                threads: maintenanceThreads
            )
        }
    }

    private func retentionKeeping(_ openLog: OpenLog) -> (any Service)? {
        settings.retention.map { retention in
            RetentionKeeping(
                openLog: openLog,
                retention: retention,
                now: system.now,
                clock: system.clock,
                logger: logger
            )
        }
    }

    private func backupKeeping(
        _ record: BackupRecord,
        of openLog: OpenLog
    ) -> (any Service)? {
        guard let directory = settings.backupDirectory, let interval = settings.backupInterval
        else { return nil }
        return BackupKeeping(
            plan: BackupPlan(
                directory: directory,
                interval: interval,
                count: settings.backupCount
            ),
            dataDirectory: settings.dataDirectory,
            logID: openLog.log.identity.id,
            record: record,
            now: system.now,
            clock: system.clock,
            logger: logger
        )
    }

    /// Saves the state; a snapshot that cannot be written costs the next start some time and
    /// nothing else.
    func saveSnapshot(of openLog: OpenLog) {
        do {
            try openLog.saveSnapshot()
        } catch {
            logger.warning("snapshot not saved", metadata: ["error": "\(error)"])
        }
    }
}

extension OpenLog {
    /// Destroys values of this log.
    var shredding: Shredding { Shredding(log: log, state: state, sealer: sealer) }
}
