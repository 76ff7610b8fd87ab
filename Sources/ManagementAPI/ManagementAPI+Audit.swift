internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Encodings
internal import EventLog
internal import SyncModel

extension ManagementAPI {
    func addAuditRoutes(to routes: RouteTable) {
        routes.text(.getCheckpoint) { _ in try await signing.checkpoint() }
        routes.text(.getPublicKey) { _ in try await signing.publicKey() + "\n" }
        routes.text(.getProof) { call in
            let number = try call.query(Query.position) ?? 0
            guard number <= log.head.number, let proof = try await signing.proof(Position(number))
            else {
                throw APIError.notFound("There is no event at position \(number)")
            }
            return proof
        }
    }
}
