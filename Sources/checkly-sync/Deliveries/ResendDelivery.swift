import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel
import WebhookSignatures

struct ResendDelivery: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resend",
        abstract: "Sends a recorded delivery, newly signed, to another instance for tests.",
        discussion: """
            It is signed as the kind of body needs unless a preset or a scheme is given. The body \
            is built from the recorded events. Each value is a placeholder unless --reveal is \
            given, which the log records as values.revealed before the values leave. Sent twice, \
            it keeps its ids, so the other instance takes it once.

            Example: checkly-sync deliveries resend evt-0001 \
            --to http://127.0.0.1:9080/webhooks/kms --secret-env TEST_SECRET
            """
    )

    @Argument(help: "The delivery's id, or the position of one of its events.")
    var delivery: String
    @Option(name: .customLong("to"), help: "The address of the other instance's source.")
    var url: String
    @OptionGroup var signer: SignerOptions
    @OptionGroup var secret: SecretOptions
    @Flag(help: "Send the values as they are; recorded in the log.")
    var reveal = false
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let rebuilt = try await server.api().rebuiltBody(ofDelivery: delivery, reveals: reveal)
        guard let body = rebuilt["text"]?.string, let id = rebuilt["id"]?.string,
            let milliseconds = rebuilt["signAtMilliseconds"]?.integer
        else { throw CommandError.notUnderstood(what: "The answer about delivery \(delivery)") }
        let usual = rebuilt["preset"]?.string ?? ""
        guard let scheme = try signer.scheme() ?? SignaturePreset(rawValue: usual)?.scheme else {
            throw CommandError.notUnderstood(what: "The preset \"\(usual)\" in the answer")
        }
        let signed = SignedDelivery(
            to: url,
            scheme: scheme,
            secret: SecretValue(try secret.read()),
            trusting: server.trust.file
        )
        let reply = try await signed.send(
            Array(body.utf8),
            id: id,
            at: Timestamp(microseconds: milliseconds * 1000)
        )
        printError("\(reply.status)")
        try printData(reply.text)
        if !reply.isSuccess { throw ExitCode.failure }
    }
}
