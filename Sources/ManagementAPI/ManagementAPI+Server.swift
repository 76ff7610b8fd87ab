internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Encodings
internal import InboundHTTP
internal import SyncModel

extension ManagementAPI {
    /// Adds what tells an operator how the server runs.
    func addServerRoutes(to routes: RouteTable) {
        routes.on(.getSettings) { _ in .object(["settings": settings()]) }
        routes.on(.getProbe) { call in
            let nonce = try call.query(Query.nonce) ?? ""
            guard let webhooks = probe.proof(of: nonce, from: .webhooks),
                let admin = probe.proof(of: nonce, from: .admin)
            else {
                throw APIError.invalid(Query.nonce.field.name, message: Query.nonceRule)
            }
            return .object([
                "probe": .object(["webhooks": .text(webhooks), "admin": .text(admin)])
            ])
        }
    }
}
