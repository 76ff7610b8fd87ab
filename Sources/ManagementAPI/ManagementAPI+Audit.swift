internal import Encodings
internal import EventLog
internal import SyncModel

extension ManagementAPI {
    func addAuditRoutes(to routes: RouteTable) {
        routes.text("/api/v1/audit/checkpoint") { _ in try await audit.checkpoint() }
        routes.text("/api/v1/audit/public-key") { _ in try await audit.publicKey() + "\n" }
        routes.text("/api/v1/audit/proof") { call in
            guard let text = call.query("position") else {
                throw APIError.invalid("position", message: "Required")
            }
            guard let number = Int64(text), number > 0 else {
                throw APIError.invalid("position", message: "Expected a number above 0")
            }
            guard number <= log.head.number, let proof = try await audit.proof(Position(number))
            else {
                throw APIError.notFound("There is no event at position \(number)")
            }
            return proof
        }
    }
}
