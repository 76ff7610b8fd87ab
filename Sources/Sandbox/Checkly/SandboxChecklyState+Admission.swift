internal import Encodings
import FoundationEssentials

/// Authentication, access to accounts, and rate limits.
extension SandboxChecklyState {
    func route(_ request: SandboxRequest) throws(ChecklyRefusal) -> SandboxAnswer {
        let key = try admittedKey(of: request)
        let segments = request.segments
        if request.method == "GET", segments.prefix(2) == ["v1", "accounts"] {
            return try accountAnswer(to: request, key: key)
        }
        let account = try account(of: request, key: key)
        try count(requestTo: account)
        if request.method != "GET", !key.canWrite {
            throw .forbidden("You are not allowed to perform this action")
        }
        switch (request.method, segments.first, segments.dropFirst().first, segments.count) {
        case ("GET", "v1", "variables", 2): return try listVariables(request, account)
        case ("POST", "v1", "variables", 2): return try createVariable(request, account)
        case ("GET", "v1", "variables", 3): return try readVariable(segments[2], account)
        case ("PUT", "v1", "variables", 3): return try updateVariable(request, account)
        case ("DELETE", "v1", "variables", 3): return try deleteVariable(segments[2], account)
        case ("GET", "v1", "check-groups", 2): return try listGroups(request, account)
        case ("GET", "v1", "check-groups", 3): return try readGroup(segments[2], account)
        case ("PUT", "v1", "check-groups", 3), ("PUT", "v2", "check-groups", 3):
            return try updateGroup(request, account)
        case (_, _, _, _): throw .notFound("Not Found")
        }
    }

    private func admittedKey(of request: SandboxRequest) throws(ChecklyRefusal) -> APIKey {
        guard let bearer = request.bearer else { throw .unauthorized("Missing authentication") }
        guard let key = keys[bearer] else { throw .unauthorized("Bad Token") }
        return key
    }

    /// The account named in the header, or the key's only one.
    private func account(
        of request: SandboxRequest,
        key: APIKey
    ) throws(ChecklyRefusal) -> String {
        guard let id = request.account ?? (key.accounts.count == 1 ? key.accounts.first : nil)
        else { throw .forbidden("The x-checkly-account header is required") }
        try check(key, reaches: id)
        return id
    }

    private func check(_ key: APIKey, reaches id: String) throws(ChecklyRefusal) {
        guard key.accounts.contains(id), accounts[id] != nil else {
            throw faults.wrongAccountAnswer == 404
                ? .notFound("The account was not found")
                : .forbidden("You do not have access to this account")
        }
    }

    /// Counts a request to its account; refused requests do not count.
    private func count(requestTo account: String) throws(ChecklyRefusal) {
        guard let limit = faults.requestLimitPerWindow else { return }
        let time = now()
        let window = limit.window / .seconds(1)
        let recent = answeredAt[account, default: []].filter { time.timeIntervalSince($0) < window }
        answeredAt[account] = recent
        guard recent.count < limit.count else { throw .tooManyRequests }
        answeredAt[account] = recent + [time]
    }

    private func accountAnswer(
        to request: SandboxRequest,
        key: APIKey
    ) throws(ChecklyRefusal) -> SandboxAnswer {
        guard request.segments.count == 3 else {
            guard request.segments.count == 2 else { throw .notFound("Not Found") }
            return .json(200, .array(key.accounts.sorted().compactMap { accounts[$0]?.json }))
        }
        let named = request.segments[2]
        let id = named == "me" ? try account(of: request, key: key) : named
        guard let account = accounts[id] else { throw .notFound("The account was not found") }
        try check(key, reaches: id)
        return .json(200, account.json)
    }
}
