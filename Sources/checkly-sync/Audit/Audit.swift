import AdminClient
internal import Encodings
import LiveLog
import LogIntegrity
import ArgumentParser
import ChecklySyncServer
import EventLog
internal import LogModels
internal import Settings
import SyncModel
import Transparency

/// The log's proofs.
struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verifies a log's files, and proves what is in them.",
        discussion: "Example: checkly-sync audit verify --data ./data --checkpoint yesterday",
        subcommands: [
            VerifyLog.self, ShowCheckpoint.self, ShowPublicKey.self, ProveEvent.self,
            VerifyProof.self, ExportLog.self, FindValue.self,
        ]
    )
}

/// Which files to audit.
struct AuditedDirectory: ParsableArguments {
    @Option(help: "The data directory, or a copy. (default: CHECKLY_SYNC_DATA or ./data)")
    var data: String?

    var path: String { Setting.dataDirectory(data) }
}

/// A public key as it is given: the key itself, or a file that contains it.
struct PublicKeyArgument: ExpressibleByArgument {
    let key: NoteVerifierKey

    init?(argument: String) {
        let text = NoteVerifierKey(argument) == nil ? try? LocalFile.line(argument) : argument
        guard let key = text.flatMap(NoteVerifierKey.init) else { return nil }
        self.key = key
    }
}

struct VerifyLog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract:
            "Reads every event and trusts nothing: leaves, columns, values, keys, checkpoints.",
        discussion: """
            Works beside a running server and on a copy of its files. With the checkpoint of an \
            earlier day, kept elsewhere, it also finds a log that was cut off or put back.

            Exit codes: 0 all is as recorded, 2 there are problems, each named.

            Example: checkly-sync audit verify --data ./copy --checkpoint yesterday -o json
            """
    )

    @OptionGroup var directory: AuditedDirectory
    @Option(help: "A signed checkpoint that the log must agree with, from another place.")
    var checkpoint: [String] = []
    @Option(
        help: ArgumentHelp(
            "A key of the checkpoints' signer: name+id+base64, or a file with it.",
            discussion: """
                Given several times, one of them must have signed: the present key and those \
                before it. Without it, the key is that of the directory's checkpoint.key.
                """
        )
    )
    var publicKey: [PublicKeyArgument] = []
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let given = [
            try GivenMasterKey.inEnvironment(), try GivenMasterKey.newInEnvironment(),
        ]
        let progress = ProgressLine("Verified")
        let report = try await LogAudit.run(
            dataDirectory: directory.path,
            masterKeys: { try masterKeys(given.compactMap(\.self)) },
            checkpoints: try checkpoints(),
            onProgress: { progress.show($0) }
        )
        progress.end()
        let problems = report.problems.map { problem in
            JSONValue.object([
                .init(name: "position", value: .number("\(problem.position)")),
                .init(name: "kind", value: .string(problem.kind.rawValue)),
                .init(name: "message", value: .string(problem.message)),
            ])
        }
        let columns = [
            Column("POSITION", "position"), Column("KIND", "kind"), Column("WHAT", "message"),
        ]
        let summary = JSONValue.object([
            .init(name: "ok", value: .bool(problems.isEmpty)),
            .init(name: "size", value: .number("\(report.size)")),
            .init(name: "rootHash", value: .string(report.rootHash)),
            .init(name: "stateHash", value: .string(report.stateHash)),
            .init(name: "problems", value: .array(problems)),
            .init(name: "seconds", value: .number(report.duration.secondsText)),
        ])
        try output.write(summary)
        if output.format == .table, !problems.isEmpty {
            try output.write(problems, columns: columns)
        }
        if !problems.isEmpty { throw ExitCode.actionNeeded }
    }

    /// The master key if it is available, and that of a rotation; without them, exchanged data keys
    /// are not found.
    private func masterKeys(_ given: [SecretValue]) throws -> [[UInt8]] {
        var texts = given.map { $0.reveal() }
        if texts.isEmpty {
            // The new one first: it takes the place of the other.
            texts = [MasterKeyRotation.pendingName, "master.key"]
                .compactMap { try? LocalFile.line(directory.path + "/" + $0) }
        }
        if texts.isEmpty {
            printError("Without the master key, data keys are looked for and not opened.")
        }
        return try texts.map { try masterKeyBytes(of: $0) }
    }

    /// The directory's own checkpoint, if there is one, and the given ones.
    private func checkpoints() throws -> [TrustedCheckpoint] {
        let own = directory.path + "/checkpoint"
        let hasOwn = (try? LocalFile.bytes(own)) != nil
        var keys = publicKey.map(\.key)
        if keys.isEmpty, !checkpoint.isEmpty || hasOwn {
            do {
                keys = [try CheckpointKey(dataDirectory: directory.path).verifierKey]
            } catch EventLogError.notThisLog {
                // The audit reports it.
                return []
            } catch  where checkpoint.isEmpty {
                printError(
                    "Without --public-key or checkpoint.key, the checkpoint is not looked at."
                )
                return []
            }
        }
        return try ((hasOwn ? [own] : []) + checkpoint)
            .map { file in
                let text = String(decoding: try LocalFile.bytes(file), as: UTF8.self)
                guard let note = SignedNote(text) else {
                    throw CommandError.notUnderstood(what: file)
                }
                return TrustedCheckpoint(note: note, keys: keys)
            }
    }
}

struct ShowCheckpoint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Signs the log's size and root, to be stored elsewhere.",
        discussion: "Example: checkly-sync audit checkpoint --data ./data > /elsewhere/checkpoint"
    )

    @OptionGroup var directory: AuditedDirectory

    func run() async throws {
        let key = try CheckpointKey(dataDirectory: directory.path)
        try StandardOutput.write(try key.checkpoint(dataDirectory: directory.path).note)
    }
}

struct ShowPublicKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "public-key",
        abstract: "Shows the key that verifies the log's checkpoints and proofs.",
        discussion: "Example: checkly-sync audit public-key --data ./data > /elsewhere/log.key"
    )

    @OptionGroup var directory: AuditedDirectory

    func run() async throws {
        try printData(try CheckpointKey(dataDirectory: directory.path).verifierKey.text)
    }
}

struct ProveEvent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof",
        abstract: "Writes a self-contained proof that an event is in the log.",
        discussion: "Example: checkly-sync audit proof 41 --data ./data > event-41.tlog-proof"
    )

    @Argument(help: "The event's position.")
    var position: Int64
    @OptionGroup var directory: AuditedDirectory

    func run() async throws {
        let proof = try CheckpointKey(dataDirectory: directory.path)
            .proof(of: Position(position), dataDirectory: directory.path)
        guard let proof else {
            throw AdminClientError.notFound(kind: "event", name: "\(position)")
        }
        try StandardOutput.write(proof.text)
    }
}

struct VerifyProof: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-proof",
        abstract: "Checks a proof with nothing but the public key, and shows its event.",
        discussion: """
            Exit codes: 0 the proof holds, 2 it does not.

            Example: checkly-sync audit verify-proof event-41.tlog-proof --public-key log.key
            """
    )

    @Argument(help: "The proof's file.")
    var file: String
    @Option(help: "The signer's key: name+id+base64, or a file with it.")
    var publicKey: PublicKeyArgument
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let text = String(decoding: try LocalFile.bytes(file), as: UTF8.self)
        guard let proof = LogProof(text), proof.isValid(for: publicKey.key),
            let event = try? CanonicalDecoding.decode(proof.entry),
            let recorded = try? RecordedEvent(canonical: event)
        else {
            printError("The proof does not hold.")
            throw ExitCode.actionNeeded
        }
        try output.write(recorded.json.answer)
    }
}
