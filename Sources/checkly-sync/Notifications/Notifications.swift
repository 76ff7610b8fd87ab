import AdminClient
import APIContract
internal import Encodings
import ArgumentParser
import SyncModel

/// Who is told what waits for a person.
struct Notifications: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tells a URL, or Slack, what begins and ceases to wait for a person.",
        discussion: "Example: checkly-sync notifications create on-call --url-file ./on-call.url",
        subcommands: [
            ListNotifications.self, CreateNotification.self, TestNotification.self,
            DeleteNotification.self,
        ]
    )
}

struct ListNotifications: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the notifications, and whether their receivers accept them.",
        discussion: "Example: checkly-sync notifications list"
    )

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let columns = [
            Column("NAME", "name"), Column("FORM", "form"), Column("TO", "origin"),
            Column("LAST SENT", "lastSentAt"), Column("PROBLEM", "problem", "message"),
        ]
        try output.write(try await server.api().notifications(), columns: columns)
    }
}

struct CreateNotification: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Creates a notification; its signing secret is shown this once.",
        discussion: """
            The address may hold a secret, so it is read from --url-file or --url-env, or asked \
            for. Everything that waits now is told first.

            Example: checkly-sync notifications create on-call --url-file ./on-call.url
            Example: checkly-sync notifications create team --form slack --url-env SLACK_URL
            """
    )

    @Argument(help: .creating(Fields.notification, "name"))
    var name: String
    @Option(help: "A file that contains the address.", completion: .file())
    var urlFile: String?
    @Option(help: "The name of the environment variable with the address.")
    var urlEnv: String?
    @Option(
        help: .creating(Fields.notification, "form"),
        completion: .words(of: Fields.notification, "form")
    )
    var form: String?
    @Flag(help: .creating(Fields.notification, "onlyProblems"))
    var onlyProblems = false
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if urlFile != nil, urlEnv != nil {
            throw ValidationError("Give --url-file or --url-env, not both.")
        }
    }

    func run() async throws {
        let url = try SecretInput(what: "address", flags: "--url-file or --url-env")
            .read(variable: urlEnv, file: urlFile)
        let created = try await server.api()
            .createNotification(
                .object([
                    "name": .text(name), "url": .text(url), "form": .optional(form),
                    "onlyProblems": onlyProblems ? .bool(true) : nil,
                ])
            )
        try output.write(created)
        printError("Try the way: checkly-sync notifications test \(name)")
    }
}

struct TestNotification: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Sends one message that only tries the way.",
        discussion: "Example: checkly-sync notifications test on-call"
    )

    @Argument(help: "The notification's name.", completion: .notificationNames)
    var name: String
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await server.api().testNotification(named: name)
        try output.write(answer)
        if answer["isAccepted"]?.bool != true { throw ExitCode.failure }
    }
}

struct DeleteNotification: DestructiveCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Deletes a notification; its address is told nothing any more.",
        discussion: "Example: checkly-sync notifications delete on-call"
    )

    @Argument(help: "The notification's name.", completion: .notificationNames)
    var name: String
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let api = try server.api()
        let found = try await api.notification(named: name)
        try confirmation.confirm(
            ["notification \(name) to \(found["origin"]?.cell ?? "–")"],
            "Delete notification \(name) for good"
        )
        try await api.deleteNotification(named: name)
        printError("Deleted notification \(name).")
    }
}
