internal import Encodings

/// The operations on check groups.
extension SandboxChecklyState {
    func listGroups(
        _ request: SandboxRequest,
        _ account: String
    ) throws(ChecklyRefusal) -> SandboxAnswer {
        let groups = (accounts[account]?.groups ?? [:]).values
            .filter { request.query["name"] == nil || request.query["name"] == $0.name }
            .sorted { $0.id < $1.id }
        return try page(of: groups.map(listed), for: request)
    }

    /// A list also contains each group's checks, of which the sandbox has none.
    private func listed(_ group: SandboxGroup) -> SandboxJSON {
        let members = reading(group).object ?? [:]
        return .object(members.merging(["checks": .array([])]) { _, new in new })
    }

    func readGroup(_ id: String, _ account: String) throws(ChecklyRefusal) -> SandboxAnswer {
        .json(200, reading(try existingGroup(id, account)))
    }

    func updateGroup(
        _ request: SandboxRequest,
        _ account: String
    ) throws(ChecklyRefusal) -> SandboxAnswer {
        var group = try existingGroup(request.segments[2], account)
        let body = try object(of: request)
        let version = request.segments[0]
        try check(body, version: version)
        try check(autoAssignAlerts: request.query["autoAssignAlerts"])
        try replaceVariables(of: &group, with: body["environmentVariables"])
        replaceSettings(of: &group, with: body, version: version)
        group.revision += 1
        accounts[account]?.groups[group.id] = group
        return .json(200, reading(group))
    }

    private func reading(_ group: SandboxGroup) -> SandboxJSON {
        group.json(readingAs: faults)
    }

    private func existingGroup(
        _ id: String,
        _ account: String
    ) throws(ChecklyRefusal) -> SandboxGroup {
        guard let group = Int(id).flatMap({ accounts[account]?.groups[$0] }) else {
            throw .notFound("Check group not found")
        }
        return group
    }

    private func check(
        _ body: [String: SandboxJSON],
        version: String
    ) throws(ChecklyRefusal) {
        if version == "v2", body["name"] == nil { throw .badRequest("\"name\" is required") }
        if let name = body["name"], name.string == nil {
            throw .badRequest("\"name\" must be a string")
        }
        guard faults.groupUnknownField == .rejects else { return }
        let unknown = body.keys.filter { !SandboxGroup.writableNames.contains($0) }
        if let stranger = unknown.min() { throw .badRequest("\"\(stranger)\" is not allowed") }
    }

    private func check(autoAssignAlerts flag: String?) throws(ChecklyRefusal) {
        guard flag == nil || flag == "true" || flag == "false" else {
            throw .badRequest("\"autoAssignAlerts\" must be a boolean")
        }
    }

    private func replaceSettings(
        of group: inout SandboxGroup,
        with body: [String: SandboxJSON],
        version: String
    ) {
        var given = body.filter {
            $0.key != "environmentVariables" && SandboxGroup.writableNames.contains($0.key)
        }
        switch faults.groupPutBehaviour {
        case .patchLike: given = given.filter { $0.value != .null }
        case .defaultsApplied:
            given = SandboxGroup.defaults(inVersion: version).merging(given) { _, given in given }
        }
        group.settings.merge(given) { _, given in given }
    }

    private func replaceVariables(
        of group: inout SandboxGroup,
        with given: SandboxJSON?
    ) throws(ChecklyRefusal) {
        switch (given, faults.groupPutBehaviour) {
        case (nil, _), (.null, .patchLike): return
        case (.null, .defaultsApplied): group.variables = nil
        case (.array(let items), _):
            guard items.count <= faults.groupMaxItems else {
                throw .badRequest(
                    "\"environmentVariables\" must contain less than or equal to "
                        + "\(faults.groupMaxItems) items"
                )
            }
            var variables: [SandboxGroupVariable] = []
            for item in items { variables.append(try groupVariable(from: item)) }
            group.variables = variables
        case (_, _): throw .badRequest("\"environmentVariables\" must be an array")
        }
    }

    private func groupVariable(
        from item: SandboxJSON
    ) throws(ChecklyRefusal) -> SandboxGroupVariable {
        guard let members = item.object, let key = members["key"]?.string else {
            throw .badRequest("\"environmentVariables\" must have a \"key\" each")
        }
        let value = members["value"]?.string ?? ""
        if value.isEmpty, faults.groupBlankValue == .rejects {
            throw .badRequest("\"value\" is not allowed to be empty")
        }
        return SandboxGroupVariable(
            key: key,
            variable: StoredVariable(
                value: value,
                locked: try flag("locked", in: members),
                secret: try flag("secret", in: members)
            )
        )
    }
}
