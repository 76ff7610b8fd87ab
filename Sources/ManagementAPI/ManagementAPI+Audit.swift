internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Encodings
internal import EventLog
internal import LogModels
internal import SyncModel

extension ManagementAPI {
    func addAuditRoutes(to routes: RouteTable) {
        routes.text(.getCheckpoint) { _ in try await signing.checkpoint() }
        routes.on(.listCheckpoints) { call in
            let before = try call.query(Query.before)
            let limit = try call.limit
            let found = signing.history()
                .filter { checkpoint in before.map { checkpoint.size.number < $0 } ?? true }
            let page = found.prefix(limit)
            let next = found.count > limit ? page.last?.size.number : nil
            return .object([
                "checkpoints": .list(page.map(\.json)), "next": .optional(next) ?? .null,
            ])
        }
        routes.text(.getPublicKey) { _ in try await signing.publicKey() + "\n" }
        routes.on(.rotateCheckpointKey) { call in
            guard let key = try await signing.rotateKey(call.caller.actor) else {
                throw APIError.noPlace("The key is being replaced already; ask again")
            }
            return .object(["publicKey": .text(key)])
        }
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
