internal import Encodings
package import EventLog
internal import Foundation
package import LiveLog
package import Logging
package import SyncModel
package import Transparency

/// Signs checkpoints of a running log, at an interval and on request, and stores the newest one in
/// files.
///
/// It never signs two histories: a log that contradicts its own last checkpoint gets no other.
package actor CheckpointKeeping {
    private let reader: EventReader
    private var key: CheckpointKey
    private var isRotating = false
    private let files: CheckpointFiles
    private let witness: Witness?
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    /// What was signed, and how signing stands; it may be asked while the log is read.
    package nonisolated let history: CheckpointHistory
    private var tree: LogTree
    private var newest: SignedNote?
    /// The size of the largest checkpoint that the witness is known to have signed.
    private var witnessedSize: Int64 = 0

    /// - Parameters:
    ///   - reader: Reads the log.
    ///   - directory: Where the newest checkpoint, its tree and the earlier ones are stored.
    ///   - exportPath: An additional file for the newest checkpoint.
    ///   - witness: Signs each checkpoint too; nil for none.
    ///   - interval: How often `run` will sign; nil signs only on request.
    ///   - now: The time of day.
    ///   - logger: Receives what could not be signed or written.
    /// - Throws: `DataDirectoryError.file` if there is no valid key; `EventLogError`.
    package init(
        reader: EventReader,
        directory: DataDirectory,
        exportPath: String?,
        witness: Witness?,
        interval: Duration?,
        now: @escaping @Sendable () -> Timestamp,
        logger: Logger
    ) throws {
        self.reader = reader
        key = try CheckpointKey(dataDirectory: directory.path)
        files = CheckpointFiles(directory: directory, exportPath: exportPath)
        self.witness = witness
        self.now = now
        self.logger = logger
        history = CheckpointHistory(
            directory.path,
            interval: interval,
            hasWitness: witness != nil,
            logger: logger
        )
        tree = LogTree(reader)
        let keys = [try key.verifierKey] + CheckpointKey.former(reader)
        guard let note = files.note(signedBy: keys),
            let head = Checkpoint(note.text)
        else { return }
        newest = note
        history.restore(head, note, at: files.signedAt ?? now())
        guard let tiles = files.tiles(of: head) else { return }
        let kept = LogTree(reader, tiles: tiles)
        // Otherwise the tree is read from the log and compared with the checkpoint.
        if try kept.isOfLog() { tree = kept }
    }

    /// The key that verifies the checkpoints.
    package var verifierKey: NoteVerifierKey {
        get throws { try key.verifierKey }
    }

    /// Lets a new key sign from now on; the old public key stays in the log.
    ///
    /// - Parameters:
    ///   - openLog: The log whose checkpoints are signed.
    ///   - directory: Its directory.
    ///   - actor: Who asks for it.
    /// - Returns: The new public key, as a C2SP verifier key; nil if another rotation is under way.
    /// - Throws: `EventLogError`, `DataDirectoryError`; then the old key goes on signing, and a
    ///   restart finishes what was begun.
    package func rotateKey(
        of openLog: OpenLog,
        in directory: DataDirectory,
        by actor: Actor
    ) async throws -> String? {
        if isRotating { return nil }
        isRotating = true
        defer { isRotating = false }
        try CheckpointKeyRotation.begin(directory)
        try await CheckpointKeyRotation.settle(directory, openLog, by: actor)
        key = try CheckpointKey(dataDirectory: directory.path)
        await refresh()
        return try key.verifierKey.text
    }

    /// Signs at each interval until the task is cancelled.
    package func run(every interval: Duration, clock: some Clock<Duration>) async {
        repeat { await refresh() } while (try? await clock.sleep(for: interval)) != nil
    }

    /// Signs if the log has grown, and asks the witness.
    ///
    /// Failures are logged and retried the next time.
    package func refresh(asksWitness: Bool = true) async {
        do {
            try sign()
            history.note(nil)
            if asksWitness { try await askWitness() }
        } catch {
            noteFailure(error)
            logger.error("checkpoint not signed", metadata: ["error": "\(error)"])
        }
    }

    private func noteFailure(_ error: any Error) {
        let problem = error as? any ExplainedError
        if problem is WitnessError { history.noteWitness(problem) } else { history.note(problem) }
    }

    /// The newest checkpoint.
    ///
    /// - Parameter isFresh: Whether to sign a new one first if the log has grown.
    /// - Returns: The signed note, with the witness's signature if there is one.
    /// - Throws: `EventLogError`.
    package func checkpoint(isFresh: Bool) throws -> SignedNote {
        if let newest, !isFresh { return newest }
        return try sign()
    }

    /// The proof that an event is in the log, against the newest checkpoint or, if the event is
    /// newer, a checkpoint made for it.
    ///
    /// - Returns: Nil if there is no such event.
    /// - Throws: `EventLogError`.
    package func proof(of position: Position) throws -> LogProof? {
        let isCovered = position.number <= (newest?.size ?? 0)
        let note = try checkpoint(isFresh: !isCovered || newest?.size != tree.tiles.size)
        guard note.size == tree.tiles.size, let path = try tree.inclusionProof(of: position),
            let envelope = try reader.envelope(at: position)
        else { return nil }
        return LogProof(
            entry: envelope,
            index: position.number - 1,
            path: path,
            checkpoint: note
        )
    }

    /// Signs the log as it is, unless the newest checkpoint covers all of it.
    @discardableResult
    private func sign() throws -> SignedNote {
        var tree = tree
        if let head = newest.flatMap({ Checkpoint($0.text) }), tree.tiles.size < head.size {
            try tree.read(through: head.size)
            guard tree.tiles.size == head.size, tree.tiles.root == head.root else {
                throw EventLogError.damaged(
                    Position(head.size),
                    reason: "the log is not the one whose checkpoint was signed"
                )
            }
        }
        try tree.read()
        self.tree = tree
        if let newest, newest.size == tree.tiles.size { return newest }
        let note = try key.sign(tree.tiles)
        newest = note
        keep(note)
        return note
    }

    private func askWitness() async throws {
        guard let witness, let note = newest, witnessedSize < note.size else { return }
        let tree = tree
        let cosigned = try await witness.cosign(note, knowing: witnessedSize) {
            try tree.consistencyProof(from: $0)
        }
        witnessedSize = note.size
        history.noteWitness(nil)
        // A newer checkpoint may have been signed meanwhile; the witness gets it next time.
        guard newest == note else { return }
        newest = cosigned
        keep(cosigned, isWitnessed: true)
    }

    /// If the files cannot be written, only the stored copy is lost.
    private func keep(_ note: SignedNote, isWitnessed: Bool = false) {
        if let head = Checkpoint(note.text) {
            history.keep(head, note, at: now(), isWitnessed: isWitnessed)
        }
        do {
            try files.write(note, tree.tiles)
        } catch {
            logger.warning("checkpoint not written", metadata: ["error": "\(error)"])
        }
    }
}

extension SignedNote {
    /// The number of events that a checkpoint covers.
    fileprivate var size: Int64 { Checkpoint(text)?.size ?? 0 }
}
