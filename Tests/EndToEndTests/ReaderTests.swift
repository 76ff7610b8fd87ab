import AdminClient
import Encodings
import Foundation
import Hummingbird
import Logging
import OutboundHTTP
import Sandbox
import SyncModel
import TestSupport
import Testing

/// The built program between a sandbox KMS that tells no values and a sandbox Checkly.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ReaderTests {
    private static let clientSecret = "r34d3r-7c1d9a"
    private static let app = KMSFolder(projectId: "p", environment: "dev", secretPath: "/app")

    /// Serves a KMS while `body` runs, which is given its port.
    private func serving(
        _ kms: SandboxKMSState,
        _ body: @Sendable (Int) async throws -> Void
    ) async throws {
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "sandbox")
        logger.logLevel = .critical
        let application = SandboxKMS(state: kms, logger: logger)
            .makeApplication(port: 0) { announce.yield($0) }
        let task = Task(executorPreference: BackgroundThreads.shared) {
            try await application.run()
        }
        defer { task.cancel() }
        for await port in ports {
            try await body(port)
            break
        }
    }

    private func addSource(
        reading port: Int,
        _ bench: Workbench,
        _ server: ServerProcess
    ) async throws {
        let api = bench.api(server)
        _ = try await api.createSource(
            .object([
                "name": .text("kms"), "preset": .text("hanzo-kms"),
                "secrets": .list([.text(Workbench.secret.reveal())]),
                "reader": .object([
                    "api": .text("infisical-v3"), "baseUrl": .text("http://127.0.0.1:\(port)"),
                    "clientId": .text("client"), "clientSecret": .text(Self.clientSecret),
                ]),
            ])
        )
    }

    @Test func `a change at the KMS reaches Checkly, and what was read is found in no file`()
        async throws
    {
        let canary = "c4n4ry-0b5e71"
        let bench = try await Workbench()
        let server = try await bench.start()
        let logger = Logger(label: "sandbox")
        let kms = SandboxKMSState(
            target: WebhookTarget(
                url: "http://127.0.0.1:\(server.ports.webhooks)/webhooks/kms",
                secret: Workbench.secret.reveal()
            ),
            sender: HTTPWebhookSender(logger: logger)
        )
        await kms.addClient(id: "client", secret: Self.clientSecret)
        await kms.setSecret("FIRST", to: "1", in: Self.app)
        try await serving(kms) { port in
            try await addSource(reading: port, bench, server)
            let sync = try await bench.setUp(server)
            try await bench.waitForVariables(["FIRST": "1"])
            let answers = await kms.setSecret("SECOND", to: canary, in: Self.app)
            #expect(answers == [202])
            try await bench.waitForVariables(["FIRST": "1", "SECOND": canary])
            await kms.setFaults(.hiding)
            await kms.deleteSecret("FIRST", in: Self.app)
            var shown: JSONValue?
            try await eventually("the sync has failed") {
                shown = try await bench.api(server).sync(id: sync)
                return shown?["syncStatus"]?.string == "failed"
            }
            #expect(shown?["lastSyncMessage"]?.string?.hasPrefix("kms-values-hidden") == true)
            try await bench.waitForVariables(["FIRST": "1", "SECOND": canary])
            await kms.setFaults(.none)
            try await bench.waitForVariables(["SECOND": canary])
        }
        #expect(await server.stop() == 0)
        for secret in [canary, Self.clientSecret] {
            #expect(!server.said.contains(secret))
            for (name, bytes) in try bench.files() {
                #expect(bytes.firstRange(of: Array(secret.utf8)) == nil, "in \(name)")
            }
        }
    }

    @Test func `a sync of a folder that is not there is refused`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        let kms = SandboxKMSState(sender: HTTPWebhookSender(logger: Logger(label: "sandbox")))
        await kms.addClient(id: "client", secret: Self.clientSecret)
        try await serving(kms) { port in
            try await addSource(reading: port, bench, server)
            let problem = await #expect(throws: AdminClientError.self) {
                _ = try await bench.setUp(server)
            }
            #expect(problem?.code == "refused")
            #expect(problem?.message.contains("400") == true)
        }
        #expect(await server.stop() == 0)
    }
}

extension KMSFaults {
    fileprivate static var hiding: KMSFaults {
        var faults = KMSFaults.none
        faults.hidesValues = true
        return faults
    }
}

extension Workbench {
    /// Returns once Checkly holds exactly these.
    fileprivate func waitForVariables(
        _ expected: [String: String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await eventually("Checkly holds \(expected)", sourceLocation: sourceLocation) {
            await checkly.variables(account: Self.account).mapValues(\.value) == expected
        }
    }
}
