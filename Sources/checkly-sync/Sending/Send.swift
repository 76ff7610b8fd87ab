import AdminClient
internal import Encodings
import ArgumentParser
import FoundationEssentials
import SyncModel
import WebhookSignatures

struct Send: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Signs a webhook and posts it, as an upstream would.",
        discussion: """
            Without --file a sample is sent: a KMS notification for the presets hanzo-kms and \
            infisical, else a secrets.changed event with the key SAMPLE_KEY. With --wait the \
            delivery's trail is shown once Checkly has it; the exit code is then 0, 1 when the \
            push failed or took too long, and 2 when nothing reads the folder or the sync is held.

            Example: checkly-sync send --to http://127.0.0.1:8080/webhooks/kms \
            --preset standard-webhooks --secret-env KMS_WEBHOOK_SECRET --file body.json
            """
    )

    @Option(name: .customLong("to"), help: "The address of the source's webhooks.")
    var url: String
    @OptionGroup var signer: SignerOptions
    @OptionGroup var secret: SecretOptions
    @Option(help: "The body, sent as it is; - is standard input.")
    var file: String?
    @Option(help: "The delivery's id, if the preset has one.")
    var id: String?
    @Flag(help: "Wait until Checkly has it; needs the server's admin API.")
    var wait = false
    @Option(help: "How long --wait waits at most, in seconds.")
    var timeout: Int64 = 60
    @OptionGroup var server: ServerOptions

    func validate() throws {
        if !signer.isGiven { throw ValidationError("Give --preset or --scheme-file.") }
    }

    func run() async throws {
        guard let scheme = try signer.scheme() else { return }
        let now = SignedDelivery.now
        let id = id ?? "msg-\(now.microseconds)"
        let body =
            try file.map { try $0 == "-" ? LocalFile.standardInput() : LocalFile.bytes($0) }
            ?? sample(id: id, at: now)
        let delivery = SignedDelivery(
            to: url,
            scheme: scheme,
            secret: SecretValue(try secret.read()),
            trusting: server.trust.file
        )
        let time = scheme.time?.mustEqualMember.flatMap { JSONValue.read(body)?[$0]?.integer }
        let answer = try await delivery.send(
            body,
            id: id,
            at: time.map { Timestamp(microseconds: $0 * 1000) } ?? now
        )
        printError("\(answer.status)")
        try printData(answer.text)
        if !answer.isSuccess { throw ExitCode.failure }
        if wait { try await awaitPush(answer) }
    }

    private func awaitPush(_ answer: HTTPExchange.Answer) async throws {
        guard let position = JSONValue.read(answer.body)?["position"]?.integer else {
            throw CommandError.notUnderstood(what: "The answer to the delivery")
        }
        if JSONValue.read(answer.body)?["differs"]?.bool == true {
            printError(
                "What was sent before under this id has other content; this delivery changes "
                    + "nothing. (Send it under another id.)"
            )
            throw ExitCode.actionNeeded
        }
        let waiting = AwaitedDelivery(api: try server.api(), position: position)
        let trail = try await waiting.trail(within: .seconds(timeout))
        printError(TrailText(trail).text)
        let code = try AwaitedDelivery.exitCode(for: trail)
        if code != .success { throw code }
    }

    private func sample(id: String, at now: Timestamp) -> [UInt8] {
        let project = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
        if ["hanzo-kms", "infisical"].contains(signer.preset) {
            // Members in the sender's own order, with the timestamp last.
            return Array(
                """
                {"event":"secrets.modified","project":{"workspaceId":"\(project)",\
                "projectId":"\(project)","projectName":"Sample","environment":"dev",\
                "secretPath":"/my-secrets"},"timestamp":\(now.milliseconds)}
                """
                .utf8
            )
        }
        let change = CanonicalValue.object([
            "op": .text("set"), "key": .text("SAMPLE_KEY"),
            "value": .text("sample-\(now.microseconds)"),
        ])
        let data = CanonicalValue.object([
            "projectId": .text(project), "environment": .text("dev"),
            "secretPath": .text("/my-secrets"), "changes": .list([change]),
        ])
        let event = CanonicalValue.object([
            "specversion": .text("1.0"), "id": .text(id), "source": .text("/checkly-sync/send"),
            "type": .text("secrets.changed"), "data": data,
            "time": .text(now.rfc3339),
        ])
        return Array(event.jsonText.utf8)
    }
}
