import ArgumentParser
import Logging
import Sandbox
import ServiceLifecycle
import UnixSignals

/// Runs the sandboxes alone, for experiments.
struct RunSandbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Runs a sandbox Checkly and a sandbox KMS on this machine until Ctrl-C.",
        discussion: """
            The Checkly has one account, "sandbox-account", with the API key "sandbox-api-key". \
            Look into it with: curl http://127.0.0.1:8090/sandbox/variables
            Add to it: curl -X PUT http://127.0.0.1:8090/sandbox/groups -d \
            '{"account":"sandbox-account","name":"Shop"}'

            The KMS lets the client "sandbox-client" with the secret "sandbox-client-secret" read. \
            Set a secret with: curl -X PUT http://127.0.0.1:8091/sandbox/secrets -d \
            '{"projectId":"p","environment":"dev","secretPath":"/app",
              "key":"A","value":"1"}'

            Example: checkly-sync sandbox --webhook-url http://127.0.0.1:8080/webhooks/kms
            """
    )

    @Option(help: "The sandbox Checkly's port; 0 picks one.")
    var checklyPort = 8090
    @Option(help: "The sandbox KMS's port; 0 picks one.")
    var kmsPort = 8091
    @Option(help: "Where the sandbox KMS posts its notifications.")
    var webhookURL: String?
    @Option(help: "The secret with which the sandbox KMS signs its notifications.")
    var webhookSecret = "sandbox-webhook-secret"

    @Option(help: "How long after a change the KMS notifies, in seconds; Hanzo KMS takes 4.")
    var webhookDelay = 0

    func run() async throws {
        let logger = Logger.lines(level: .warning, to: .standardError(isJSON: false))
        let checkly = SandboxChecklyState()
        await checkly.addAccount(SandboxNames.account, named: "Sandbox")
        await checkly.addAPIKey(SandboxNames.apiKey, accounts: [SandboxNames.account])
        let kms = SandboxKMSState(
            target: webhookURL.map { WebhookTarget(url: $0, secret: webhookSecret) },
            sender: HTTPWebhookSender(logger: logger)
        )
        await kms.addClient(id: SandboxNames.clientID, secret: SandboxNames.clientSecret)
        if webhookDelay > 0 {
            await kms.delayWebhooks { [webhookDelay] in
                try await Task.sleep(for: .seconds(webhookDelay))
            }
        }
        let services: [any Service] = [
            SandboxCheckly(state: checkly, logger: logger)
                .makeApplication(port: checklyPort) {
                    printDataOrEnd("checkly http://127.0.0.1:\($0)")
                },
            SandboxKMS(state: kms, logger: logger)
                .makeApplication(port: kmsPort) {
                    printDataOrEnd("kms http://127.0.0.1:\($0)")
                },
        ]
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0) },
                gracefulShutdownSignals: [.sigint, .sigterm],
                logger: logger
            )
        )
        try await group.run()
    }
}

/// The initial content of the sandboxes.
enum SandboxNames {
    static let account = "sandbox-account"
    static let apiKey = "sandbox-api-key"
    static let clientID = "sandbox-client"
    static let clientSecret = "sandbox-client-secret"
}
