internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Commands
internal import Encodings
internal import EventLog
internal import LiveLog
internal import LogModels
internal import Projection
internal import SecretSealing
internal import SyncModel

extension ManagementAPI {
    func addKeyRoutes(to routes: RouteTable) {
        routes.on(.countKeys) { _ in
            let counts = try log.reader.keyCounts()
            return .object([
                "keys": .object([
                    "masterKeyId": .text(sealer.masterKeyID),
                    "dataKeys": .integer(Int64(counts.dataKeys)),
                    "fingerprintKeys": .integer(Int64(counts.fingerprintKeys)),
                ])
            ])
        }
        routes.on(.rotateMasterKey) { call in try await rotate(by: call.caller.actor) }
        routes.on(.shredValues) { call in
            let given = try GivenValues.resource.read(call.body)
            let selection = try selection(given)
            let isDry = given.isDry ?? false
            let shredding = Shredding(log: log, state: state, sealer: sealer)
            let request = try await scanned(call) { reader throws(EventLogError) in
                try shredding.find(selection, reader)
            }
            var found = request.values
            if !isDry {
                found = try await shredding.shred(request) {
                    try await outcome(of: .shred(request), call).answer
                }
            }
            return .object(["shredded": found.json.adding(["dryRun": .bool(isDry)])])
        }
    }

    private func rotate(by actor: Actor) async throws -> CanonicalValue {
        guard let rotateMasterKey else { throw APIError.badRequest("There is no server") }
        do {
            guard let (id, count) = try await rotateMasterKey(actor) else {
                throw APIError.noPlace("The master key is being replaced already; ask again")
            }
            return .object([
                "rotated": .object(["masterKeyId": .text(id), "keys": .integer(Int64(count))])
            ])
        } catch let error as any ExplainedError where !(error is EventLogError) {
            throw APIError.badRequest("\(error.message) (\(error.hint))")
        }
    }

    private func selection(_ given: GivenValues) throws(APIError) -> Shredding.Selection {
        guard given.count == 1 else {
            throw .badRequest("Give one of secret, sync and olderThan")
        }
        if let text = given.secret {
            guard let (path, key) = secretNamed(text) else {
                throw .invalid("secret", message: GivenValues.secretRule)
            }
            return .secret(path, key: key)
        }
        if let name = given.sync {
            guard let sync = try sync(called: name, in: state.current) else {
                throw .notFound("Could not find Checkly Sync \"\(name)\"")
            }
            // Refused here, before the whole log is read for it.
            _ = try desiredVariables(of: sync, in: state.current)
            return .sync(sync)
        }
        guard let age = given.age.flatMap(Duration.init(age:)) else {
            throw .invalid("olderThan", message: GivenValues.ageRule)
        }
        return .superseded(before: now().advanced(by: .zero - age), cause: .olderThan)
    }

    /// Parses a secret's `PROJECT/ENVIRONMENT/PATH:KEY`; without a path it is in the root folder.
    private func secretNamed(_ text: String) -> (FolderPath, key: String)? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let parts = text[..<colon].split(separator: "/").map(String.init)
        let key = String(text[text.index(after: colon)...])
        guard parts.count >= 2, !key.isEmpty else { return nil }
        let path = FolderPath(
            projectID: parts[0],
            environment: parts[1],
            secretPath: "/" + parts.dropFirst(2).joined(separator: "/")
        )
        return (path, key)
    }
}
