internal import Encodings

/// The operations on an account's variables.
extension SandboxChecklyState {
    func listVariables(
        _ request: SandboxRequest,
        _ account: String
    ) throws(ChecklyRefusal) -> SandboxAnswer {
        let items = variables(account: account).sorted { $0.key < $1.key }
            .map { $0.value.json(key: $0.key, readingAs: faults) }
        return try page(of: items, for: request)
    }

    func readVariable(_ key: String, _ account: String) throws(ChecklyRefusal) -> SandboxAnswer {
        let variable = try existing(key, account)
        return .json(200, variable.json(key: key, readingAs: faults))
    }

    func createVariable(
        _ request: SandboxRequest,
        _ account: String
    ) throws(ChecklyRefusal) -> SandboxAnswer {
        let body = try object(of: request)
        guard let key = body["key"]?.string, !key.isEmpty else {
            throw .badRequest("\"key\" is required and must not be empty")
        }
        let variable = try variable(from: body)
        guard !variable.value.isEmpty || faults.postBlankAnswer == 201 else {
            throw .badRequest("\"value\" is not allowed to be empty")
        }
        guard accounts[account]?.variables[key] == nil else {
            throw .conflict("Environment variable already exists")
        }
        accounts[account]?.variables[key] = variable
        return .json(201, variable.echo(key: key))
    }

    func updateVariable(
        _ request: SandboxRequest,
        _ account: String
    ) throws(ChecklyRefusal) -> SandboxAnswer {
        let key = request.segments[2]
        let body = try object(of: request)
        let known: Set = ["key", "value", "locked", "secret"]
        if let stranger = body.keys.sorted().first(where: { !known.contains($0) }) {
            throw .badRequest("\"\(stranger)\" is not allowed")
        }
        var variable = try variable(from: body)
        guard !variable.value.isEmpty else {
            throw .badRequest("\"value\" is not allowed to be empty")
        }
        let old = try existing(key, account)
        if old.secret, body["secret"] == .bool(false), faults.unsetSecretAnswer == .badRequest {
            throw .badRequest("A secret cannot be unset")
        }
        variable.secret = variable.secret || old.secret
        accounts[account]?.variables[key] = variable
        return .json(200, variable.echo(key: key))
    }

    func deleteVariable(_ key: String, _ account: String) throws(ChecklyRefusal) -> SandboxAnswer {
        _ = try existing(key, account)
        accounts[account]?.variables[key] = nil
        return .empty(204)
    }

    func object(of request: SandboxRequest) throws(ChecklyRefusal) -> [String: SandboxJSON] {
        guard let body = request.object else { throw .badRequest("Invalid request payload") }
        return body
    }

    private func existing(
        _ key: String,
        _ account: String
    ) throws(ChecklyRefusal) -> StoredVariable {
        guard let variable = accounts[account]?.variables[key] else {
            throw .notFound("Environment variable not found")
        }
        return variable
    }

    private func variable(
        from body: [String: SandboxJSON]
    ) throws(ChecklyRefusal) -> StoredVariable {
        guard let value = body["value"]?.string else {
            throw .badRequest("\"value\" must be a string")
        }
        return StoredVariable(
            value: value,
            locked: try flag("locked", in: body),
            secret: try flag("secret", in: body)
        )
    }

    func flag(_ name: String, in body: [String: SandboxJSON]) throws(ChecklyRefusal) -> Bool {
        guard let given = body[name] else { return false }
        guard let flag = given.bool else { throw .badRequest("\"\(name)\" must be a boolean") }
        return flag
    }
}
