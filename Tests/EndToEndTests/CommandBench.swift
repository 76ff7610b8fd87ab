import AdminClient
import Encodings
import Foundation
import SyncModel
import TestSupport

/// A workbench, a server on it, a directory for files, and the program's commands against that
/// server.
struct CommandBench {
    let bench: Workbench
    let server: ServerProcess
    let folder: String
    /// What the files of these tests refer to.
    static let secrets = [
        "HOOK_SECRET": "s3cr3t-hook-signing", "PROD_API_KEY": Workbench.apiKey,
        "READER_SECRET": "s3cr3t-reader",
    ]

    init() async throws {
        bench = try await Workbench()
        server = try await bench.start()
        folder = temporaryPath("file")
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
    }

    /// Runs a command; gives its exit code and everything it wrote.
    func run(
        _ arguments: String...,
        secrets: [String: String] = CommandBench.secrets
    ) async throws -> (status: Int32, said: String) {
        try await runProgram(
            arguments + ["--server", "http://127.0.0.1:\(server.ports.admin)"],
            environment: secrets.merging(["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]) { $1 }
        )
    }

    /// Writes a file and gives its path.
    func write(_ text: String, to name: String = "checkly-sync.yaml") throws -> String {
        let path = folder + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// How many events there are.
    func head() async throws -> Int64 {
        let state = try await bench.api(server).state()
        return state["asOf"]?["position"]?.integer ?? -1
    }

    /// What `export` writes.
    func export() async throws -> String {
        let (status, said) = try await run("export")
        return status == 0 ? said : "exit \(status): \(said)"
    }

    static let file = """
        sources:
          - name: hook
            preset: hanzo-kms
            secrets: [env:HOOK_SECRET]
            reader:
              api: infisical-v3
              baseUrl: http://127.0.0.1:1
              clientId: reader-1
              clientSecret: env:READER_SECRET
        connections:
          - name: prod
            description: "Main account"
            apiKey: env:PROD_API_KEY
        syncs:
          - name: app
            projectId: p
            environment: dev
            secretPath: /app
            connection: prod
            syncOptions: {keySchema: "APP_{{secretKey}}"}
            destinationConfig: {accountId: \(Workbench.account)}
        """
}
