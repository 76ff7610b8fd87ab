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
        let names = Set(sources.compactMap { $0["name"]?.string })
        return findings
            + syncs.flatMap { [Self.finding(of: $0, sources: names)] + Self.notices(of: $0) }
    }

    /// What is worth knowing of a sync and keeps nothing from being pushed.
    private static func notices(of sync: JSONValue) -> [Finding] {
        let name = sync["name"]?.string ?? ""
        return (sync["notices"]?.array ?? [])
            .map { notice in
                .notice(
                    "sync \(name)",
                    notice["message"]?.string ?? "",
                    do: "checkly-sync syncs get \(name)"
                )
            }
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

    /// A sync by its own status, and whether its source is among those there are.
    private static func finding(of sync: JSONValue, sources: Set<String>) -> Finding {
        let name = sync["name"]?.string ?? ""
        let check = "sync \(name)"
        let message = sync["lastSyncMessage"]?.string ?? "no reason given"
        if let source = sync["sourceName"]?.string, !sources.contains(source) {
            return .problem(
                check,
                "Its folder belongs to the webhook source \(source), which is not there; no change reaches it.",
                do:
                    "checkly-sync sources create \(source), or: checkly-sync syncs update \(name) --source OTHER"
            )
        }
        if sync["needsAttention"]?.bool == true {
            return .problem(
                check,
                "It is stopped: \(message)",
                do: "Fix the cause, then: checkly-sync push \(name)"
            )
        }
        if sync["pause"]?.members != nil {
            let reason = sync["pause"]?["reason"]?.string.map { ": \($0)" } ?? "."
            return .skipped(check, "It is paused\(reason)")
        }
        switch sync["syncStatus"]?.string {
        case "failed":
            return .problem(check, message, do: "checkly-sync syncs get \(name)")
        case "succeeded": return pushed(sync, check, name)
        case nil, .some:
            return .skipped(check, sync["lastSyncMessage"]?.string ?? "Nothing was pushed yet.")
        }
    }

    private static func pushed(_ sync: JSONValue, _ check: String, _ name: String) -> Finding {
        let drifts = sync["drifts"]?.array?.count ?? 0
        if drifts == 0 { return .ok(check, "Last pushed \(sync["lastSyncedAt"]?.cell ?? "?").") }
        return .problem(
            check,
            "\(counted(drifts, "key")) at Checkly not as written.",
            do: "checkly-sync plan \(name)"
        )
    }
}
