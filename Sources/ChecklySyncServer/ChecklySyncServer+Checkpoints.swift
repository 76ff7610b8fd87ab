internal import EventLog
internal import LiveLog
internal import Logging
internal import LogIntegrity
internal import ManagementAPI
internal import OutboundHTTP
internal import Transparency

extension ChecklySyncServer {
    /// Says that nobody who knows the log's former key will believe its checkpoints from now on.
    func warnOfNewSigner(_ directory: DataDirectory) throws {
        let key = try CheckpointKey(dataDirectory: directory.path).verifierKey
        logger.warning(
            """
            checkpoint.key was not there, and a new one signs from now on: checkpoints and proofs of before verify \
            under the former public key only. Stop the server and put the file back if there is a copy; else hand \
            out the new public key.
            """,
            metadata: ["publicKey": "\(key.text)"]
        )
    }

    /// Who signs the log's checkpoints, with the witness that the settings name.
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
            logger: logger
        )
    }

    /// What the API tells of checkpoints; where none is signed at a pace, each that is asked for is made.
    func auditDesk(_ checkpoints: CheckpointKeeping) -> AuditDesk {
        let isFresh = settings.checkpointInterval == nil
        return AuditDesk(
            checkpoint: { try await checkpoints.checkpoint(isFresh: isFresh).note },
            proof: { try await checkpoints.proof(of: $0)?.text },
            publicKey: { try await checkpoints.verifierKey.text }
        )
    }
}
