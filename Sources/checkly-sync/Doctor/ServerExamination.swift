import ChecklySyncServer
import FoundationEssentials
import SyncModel

/// Looks at what a running server has: each source, connection and sync.
struct ServerExamination {
    let api: AdminAPI

    /// What there is to say of the server; one line where none runs.
    static func findings(
        of settings: ServerSettings,
        at server: String?,
        trusting caFile: String?
    ) async -> [Finding] {
        let scheme = settings.tlsCertificate == nil ? "http" : "https"
        // What listens everywhere also listens here.
        let host = settings.adminListen.host == "0.0.0.0" ? "127.0.0.1" : settings.adminListen.host
        let address = server ?? "\(scheme)://\(host):\(settings.adminListen.port)"
        let path = settings.dataDirectory + "/admin.token"
        guard let token = settings.adminToken?.reveal() ?? (try? LocalFile.line(path)) else {
            return [.skipped("server", "There is no admin token in \(path); no server was asked.")]
        }
        let api = AdminAPI(server: address, token: token, trusting: caFile)
        let examination = ServerExamination(api: api)
        do throws(CommandError) {
            return try await examination.findings()
        } catch .unreachable where server == nil {
            return [.skipped("server", "None answers at \(address); only files were looked at.")]
        } catch {
            return [.problem("server", error.message, do: error.hint)]
        }
    }

    private func findings() async throws(CommandError) -> [Finding] {
        let sources = try await api.get(AdminAPI.sources)["webhookSources"]?.array ?? []
        let connections = try await api.allConnections()
        let syncs = try await api.syncs(project: nil)
        var findings: [Finding] = [.ok("server", "\(api.server) answers.")]
        if sources.isEmpty {
            findings.append(
                .problem(
                    "sources",
                    "There is none, so nobody may post.",
                    do: "checkly-sync sources create --help"
                )
            )
        }
        for source in sources { findings += try await SourceExamination(api, source).findings() }
        for connection in connections { findings.append(await look(at: connection)) }
        findings += Self.hold(in: try await api.get(AdminAPI.hold))
        return findings + syncs.flatMap(Self.findings)
    }

    /// Whether the key still opens an account.
    private func look(at connection: JSONValue) async -> Finding {
        let name = connection["name"]?.string ?? ""
        do throws(CommandError) {
            let accounts = try await api.accounts(of: connection["id"]?.string ?? "")
            if accounts.isEmpty {
                return .problem(
                    "connection \(name)",
                    "Its key sees no account.",
                    do: "checkly-sync connections update \(name) --ask-api-key"
                )
            }
            let names = accounts.compactMap { $0["name"]?.string }.joined(separator: ", ")
            return .ok("connection \(name)", "Its key opens \(names).")
        } catch {
            return .problem(
                "connection \(name)",
                error.message,
                do:
                    "See the way to Checkly, or: checkly-sync connections update \(name) --ask-api-key"
            )
        }
    }
}
