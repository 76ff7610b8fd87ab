import AdminClient
internal import Encodings
import FoundationEssentials
import SyncModel

/// Examines what a running server has: each source, connection and sync.
struct ServerExamination {
    let api: AdminAPI

    /// The findings about the server; one line if none answers.
    static func findings(of server: RunningServer) async -> [Finding] {
        switch server.reach {
        case .silent(let finding): return [finding]
        case .answers: break
        }
        guard let api = server.api else { return [] }
        do throws(AdminClientError) {
            return try await ServerExamination(api: api).findings()
        } catch {
            return [.problem("server", error.message, do: error.hint)]
        }
    }

    private func findings() async throws(AdminClientError) -> [Finding] {
        let sources = try await api.sources()
        let connections = try await api.connections()
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
        findings += Self.hold(try await api.hold())
        return findings + syncs.flatMap(Self.findings)
    }

    /// Whether the key still opens an account.
    private func look(at connection: JSONValue) async -> Finding {
        let name = connection["name"]?.string ?? ""
        do throws(AdminClientError) {
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
                    "See the way to Checkly, or: checkly-sync connections update \(name) "
                    + "--ask-api-key"
            )
        }
    }
}
