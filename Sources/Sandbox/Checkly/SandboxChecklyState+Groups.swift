/// The operations on check groups.
extension SandboxChecklyState {
    func listGroups(
        _ request: SandboxRequest,
        _ account: String
    ) throws(ChecklyRefusal) -> SandboxAnswer {
        let groups = (accounts[account]?.groups ?? [:]).values
            .filter { request.query["name"] == nil || request.query["name"] == $0.name }
            .sorted { $0.id < $1.id }
        return try page(of: groups.map(reading), for: request)
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
        if request.segments[0] == "v2", body["name"]?.string == nil {
            throw .badRequest("\"name\" is required")
        }
        try replaceVariables(of: &group, with: body["environmentVariables"])
        replaceSettings(of: &group, with: body)
        accounts[account]?.groups[group.id] = group
        return .json(200, reading(group))
    }

    private func reading(_ group: SandboxGroup) -> SandboxJSON {
        group.json(secretReadsAs: faults.secretReadsAs)
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

    private func replaceSettings(of group: inout SandboxGroup, with body: [String: SandboxJSON]) {
        let readOnly: Set = [
            "id", "created_at", "updated_at", "projectBindings", "environmentVariables", "checks",
        ]
        var given = body.filter { !readOnly.contains($0.key) }
        switch faults.groupPutBehaviour {
        case .patchLike: given = given.filter { $0.value != .null }
        case .defaultsApplied: given = SandboxGroup.defaults.merging(given) { _, given in given }
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
