import AdminClient
internal import Encodings
import FoundationEssentials
import SyncModel

/// The webhook endpoint as senders see it, through whatever stands before it.
struct PublicSide {
    let url: String
    let exchange: HTTPExchange

    init(_ url: String, trusting caFile: String?) {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        exchange = HTTPExchange(trusting: caFile)
    }

    private static let hint =
        "Check DNS, firewall, certificate and the proxy before the webhook side."
    private static let adminHint =
        "Point the proxy at the webhook side alone; the admin side is for this machine."

    /// Whether the address leads to a server's webhook endpoint and to nothing of its admin API.
    func findings(of server: RunningServer) async -> [Finding] {
        let nonce = UUID().uuidString
        guard let proofs = await server.proofs(of: nonce) else {
            return [
                .problem(
                    "public",
                    "Whether \(url) leads to this server cannot be told without its "
                        + "checkpoint.key.",
                    do: "Give --data or --server."
                )
            ]
        }
        do {
            let answer = try await exchange.send("GET", to: url + "/healthz?nonce=" + nonce)
            let json = JSONValue.read(answer.body)
            let proof = json?["proof"]?.string
            if proof == proofs.admin || json?["side"]?.string == "admin" {
                return [
                    .problem("public", "\(url) leads to the admin side.", do: Self.adminHint)
                ]
            }
            guard answer.isSuccess, proof == proofs.webhooks else {
                return [
                    .problem(
                        "public",
                        "\(url)/healthz answers \(answer.status), and not as this server's "
                            + "webhook side.",
                        do: Self.hint
                    )
                ]
            }
            let more = try await adminSide()
            return [.ok("public", "\(url) leads to the webhook side.")] + more
        } catch {
            return [.problem("public", error.message, do: Self.hint)]
        }
    }

    /// The routes of the admin API that are reachable there too, as through a proxy that routes by
    /// path.
    private func adminSide() async throws(AdminClientError) -> [Finding] {
        let answer = try await exchange.send("GET", to: url + "/api/openapi.json")
        guard answer.isSuccess,
            JSONValue.read(answer.body)?["info"]?["title"]?.string == "Checkly Sync"
        else { return [] }
        return [
            .problem(
                "public",
                "\(url) leads to the admin side too, under /api.",
                do: Self.adminHint
            )
        ]
    }
}
