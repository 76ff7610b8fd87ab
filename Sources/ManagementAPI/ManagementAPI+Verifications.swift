internal import APIRoutes
internal import APIServing
internal import Encodings
internal import LogModels

extension ManagementAPI {
    /// In how many seconds a refused start may succeed; a verification of a large log takes longer.
    private static let retryAfterSeconds = 30

    /// Adds verifications of the running log.
    func addVerificationRoutes(to routes: RouteTable) {
        routes.on(.startVerification) { call in
            guard let started = try verifying.start(call.caller.name) else {
                throw APIError.tooMany(
                    "A verification runs already; wait until it ends, or cancel it",
                    retryAfterSeconds: Self.retryAfterSeconds
                )
            }
            return .object(["verification": started.json])
        }
        routes.on(.listVerifications) { _ in
            .object(["verifications": .list(verifying.newestFirst().map(\.json))])
        }
        routes.on(.getVerification) { call in
            let id = call.parameter("verificationId")
            guard let found = verifying.newestFirst().first(where: { $0.id.hasSameBytes(as: id) })
            else { throw Self.unknownVerification(id) }
            return .object(["verification": found.json])
        }
        routes.on(.cancelVerification) { call in
            let id = call.parameter("verificationId")
            guard let cancelled = verifying.cancel(id) else { throw Self.unknownVerification(id) }
            return .object(["verification": cancelled.json])
        }
    }

    private static func unknownVerification(_ id: String) -> APIError {
        .notFound("There is no verification \"\(id)\"; only the newest are kept, until a restart")
    }
}
