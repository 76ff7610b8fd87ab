internal import APIRoutes
internal import Encodings
import ArgumentParser
import FoundationEssentials
import SyncModel

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Runs the command that the arguments name, and turns its outcome into an exit code.
@main
enum Program {
    static func main() async {
        // swift-configuration would log the settings that it reads in the file that this names.
        // Nothing else runs yet that could be reading the environment.
        unsetenv("CONFIG_ACCESS_LOG_FILE")
        StandardOutput.reserve()
        do {
            try await run()
            try StandardOutput.close()
        } catch {
            end(with: error)
        }
    }

    private static func run() async throws {
        var command = try await ChecklySync.asyncParseAsRoot()
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
    }

    /// Help, the version and completions also end up here; they are data.
    private static func end(with error: any Error) -> Never {
        if let problem = error as? any ExplainedError {
            printError(problem.description)
            ChecklySync.exit(withError: (problem as? CommandError)?.exitCode ?? .failure)
        }
        let code = ChecklySync.exitCode(for: error)
        let text = UsageText.broken(
            CommandSuggestion.added(
                to: ChecklySync.fullMessage(for: error),
                root: ChecklySync.self
            ),
            columns: StandardOutput.width ?? 80
        )
        do throws(CommandError) {
            if !text.isEmpty, code == .success { try printData(text) }
            try StandardOutput.close()
        } catch {
            end(with: error)
        }
        if !text.isEmpty, code != .success { printError(text) }
        ChecklySync.exit(withError: code)
    }
}

/// The root command.
struct ChecklySync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkly-sync",
        abstract: "Receives signed secret webhooks and keeps Checkly variables in step with them.",
        discussion: """
            Data goes to standard output, talk to standard error. Exit codes: 0 done, 1 failed, \
            2 done and there is something to act on, 64 usage. No command prints a secret's value.

            Example: checkly-sync demo --once
            Completions: checkly-sync --generate-completion-script bash|zsh|fish
            """,
        version: Product.version,
        subcommands: [
            Serve.self, Demo.self, RunSandbox.self, ShowStatus.self, Sources.self, Connections.self,
            Syncs.self,
            ShowPlan.self, Push.self, Apply.self, Hold.self, Release.self, Export.self, Import.self,
            Events.self, ShowState.self, Diff.self,
            Replay.self, Audit.self, OpenDashboard.self,
            Deliveries.self, Explain.self, Keys.self, Tokens.self, Notifications.self,
            Contexts.self, Send.self,
            MakeBackup.self,
            RestoreBackup.self, CompactLog.self, Doctor.self, ShowVersion.self,
        ]
    )
}

extension ExitCode {
    /// Succeeded, and somebody has to act.
    static let actionNeeded = ExitCode(2)
}
