import AdminClient
internal import Encodings
import LogIntegrity
import ChecklySyncServer
import Foundation
import InboundHTTP
internal import Settings
import SyncModel

/// The server being examined, as far as it can be reached.
struct RunningServer {
    /// What is known of the server.
    enum Reach {
        /// It answers; these are the settings it was started with.
        case answers(ServerSettings)
        /// No server answers; the finding says what that means.
        case silent(Finding)
    }

    let api: AdminAPI?
    let reach: Reach
    /// The server's settings or, if it does not answer, those of the examination.
    let settings: ServerSettings
    /// Whether the settings of the examination say where its files are.
    let knowsFiles: Bool

    /// Asks the server that some settings describe, or the one at an address, for its own settings.
    static func find(
        by settings: ServerSettings,
        at server: String?,
        knowingFiles knowsFiles: Bool,
        trusting caFile: String?
    ) async -> RunningServer {
        let (api, reach) = await ask(settings, server, caFile)
        var known = settings
        if case .answers(let own) = reach { known = own }
        return RunningServer(api: api, reach: reach, settings: known, knowsFiles: knowsFiles)
    }

    private static func ask(
        _ settings: ServerSettings,
        _ server: String?,
        _ caFile: String?
    ) async -> (AdminAPI?, Reach) {
        let scheme = settings.adminTLS == nil ? "http" : "https"
        // A server that listens on all addresses also listens on this one.
        let isEverywhere = ["0.0.0.0", "::"].contains(settings.adminListen.host)
        var listen = settings.adminListen
        if isEverywhere { listen.host = "127.0.0.1" }
        let address = server ?? "\(scheme)://\(listen.text)"
        let path = settings.dataDirectory + "/admin.token"
        let given = settings.adminToken?.reveal() ?? (try? LocalFile.line(path))
        guard let token = given else {
            let message = "There is no admin token in \(path)"
            let finding =
                server == nil
                ? silence(settings, message)
                : .problem(
                    "server",
                    message + ", so \(address) was not asked.",
                    do: "Give --data, or the token in CHECKLY_SYNC_ADMIN_TOKEN."
                )
            return (nil, .silent(finding))
        }
        let api = AdminAPI(server: address, token: token, trusting: caFile)
        do {
            let json = try await api.settings()
            let own = try ServerSettings.load(
                json: json,
                environment: ProcessInfo.processInfo.environment
            )
            return (api, .answers(own))
        } catch let error as AdminClientError {
            var finding = Finding.problem("server", error.message, do: error.hint)
            if case .unreachable = error, server == nil {
                finding = silence(settings, "None answers at \(address)")
            }
            return (nil, .silent(finding))
        } catch {
            let finding = Finding.problem(
                "server",
                "Its settings cannot be read: \(error)",
                do: "Use the checkly-sync that the server runs."
            )
            return (api, .silent(finding))
        }
    }

    /// What it means that no server answers: nothing, unless there is a log that one should serve.
    private static func silence(_ settings: ServerSettings, _ message: String) -> Finding {
        let directory = settings.dataDirectory
        if OfflineLog.isServed(dataDirectory: directory) {
            return .problem(
                "server",
                "\(message), but a server uses \(directory).",
                do: "Give its address with --server, and check that it is not stuck."
            )
        }
        guard FileManager.default.fileExists(atPath: directory + "/events.sqlite") else {
            return .skipped("server", "\(message), and \(directory) contains no log yet.")
        }
        return .problem(
            "server",
            "\(message), and none uses \(directory): it is not running.",
            do: "checkly-sync serve --data \(directory), or --server with the address it listens on"
        )
    }

    var settingsMessage: String {
        switch reach {
        case .answers: "They are those of the running server."
        case .silent: "They can be read; they are those given here."
        }
    }

    /// The master key, with which a running server has opened its log.
    var masterKey: Finding {
        switch reach {
        case .answers: .ok("master-key", "The running server has opened its log with it.")
        case .silent: Examination.masterKey(of: settings)
        }
    }

    /// Whether its files are on this machine.
    var isHere: Bool {
        guard case .answers = reach else { return knowsFiles }
        return FileManager.default.fileExists(atPath: settings.dataDirectory)
    }

    /// What it means that its files are not here.
    var absence: Finding {
        guard case .answers = reach else {
            return .skipped("data", "Its context does not say where the server's files are.")
        }
        return .skipped("data", "\(settings.dataDirectory) of the server is not on this machine.")
    }

    /// The proofs that its two endpoints give for a nonce; nil if they cannot be known here.
    func proofs(of nonce: String) async -> (webhooks: String, admin: String)? {
        if let proofs = try? await api?.proofs(of: nonce) { return proofs }
        guard let probe = try? HealthProbe(dataDirectory: settings.dataDirectory),
            let webhooks = probe.proof(of: nonce, from: .webhooks),
            let admin = probe.proof(of: nonce, from: .admin)
        else { return nil }
        return (webhooks, admin)
    }
}
