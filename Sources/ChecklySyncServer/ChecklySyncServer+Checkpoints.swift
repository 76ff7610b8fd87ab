internal import APIServing
internal import EventLog
internal import LiveLog
internal import Logging
internal import LogIntegrity
internal import ManagementAPI
internal import OutboundHTTP
internal import Settings
internal import Transparency

extension ChecklySyncServer {
    /// Warns that those who know only the former key will reject the log's checkpoints.
    func warnOfNewSigner(_ directory: DataDirectory) throws {
        let key = try CheckpointKey(dataDirectory: directory.path).verifierKey
        logger.warning(
            """
            checkpoint.key was not there, and a new one signs from now on: checkpoints and proofs \
            of before verify under the former public key only. Stop the server and put the file \
            back if there is a copy; else hand out the new public key.
            """,
            metadata: ["publicKey": "\(key.text)"]
        )
    }

    /// Signs the log's checkpoints, with the witness named by the settings.
    ///
    /// - Throws: `DataDirectoryError`, `EventLogError`.
    func checkpointKeeping(
        _ openLog: OpenLog,
        _ directory: DataDirectory,
        _ transport: any OutboundTransport
    ) throws -> CheckpointKeeping {
        var witness: Witness?
        if let url = settings.witnessURL, let key = settings.witnessKey {
            witness = Witness(url: url, key: key, transport: transport)
        }
        return try CheckpointKeeping(
            reader: openLog.log.reader,
            directory: directory,
            exportPath: settings.checkpointFile,
            witness: witness,
            interval: settings.checkpointInterval,
            now: system.now,
            logger: logger
        )
    }

    /// Verifications for the API.
    func logVerifying(_ verifications: LogVerifications) -> LogVerifying {
        LogVerifying(
            start: { try verifications.start(by: $0) },
            newestFirst: { verifications.newestFirst },
            cancel: { verifications.cancel($0) }
        )
    }

    /// Checkpoints for the API; if none are signed at an interval, each request signs one.
    func logSigning(_ checkpoints: CheckpointKeeping, _ opened: OpenedDirectory) -> LogSigning {
        let isFresh = settings.checkpointInterval == nil
        return LogSigning(
            checkpoint: { try await checkpoints.checkpoint(isFresh: isFresh).note },
            proof: { try await checkpoints.proof(of: $0)?.text },
            publicKey: { try await checkpoints.verifierKey.text },
            history: { checkpoints.history.newestFirst },
            standing: { checkpoints.history.standing },
            rotateKey: {
                try await checkpoints.rotateKey(of: opened.openLog, in: opened.directory, by: $0)
            }
        )
    }
}
