/// What a test or a person sets up and looks at, past the API.
extension SandboxChecklyState {
    /// Opens an account, without variables and groups.
    package func addAccount(_ id: String, named name: String) {
        accounts[id] = SandboxAccount(id: id, name: name)
    }

    /// Hands out an API key; with one account it is a service key, which needs no account header.
    package func addAPIKey(_ key: String, accounts: [String], canWrite: Bool = true) {
        keys[key] = APIKey(accounts: accounts, canWrite: canWrite)
    }

    /// Takes an API key back.
    package func removeAPIKey(_ key: String) {
        keys[key] = nil
    }

    /// Sets a variable as somebody in Checkly's own interface would; `nil` removes it.
    package func setVariable(_ key: String, to variable: StoredVariable?, account: String) {
        accounts[account]?.variables[key] = variable
    }

    /// Puts a group into an account, in place of one with the same id.
    package func setGroup(_ group: SandboxGroup, account: String) {
        accounts[account]?.groups[group.id] = group
    }

    /// Takes a group out of an account.
    package func removeGroup(_ id: Int, account: String) {
        accounts[account]?.groups[id] = nil
    }

    /// Sets the switches.
    package func setFaults(_ faults: ChecklyFaults) {
        self.faults = faults
    }

    /// Adds a failure behind those already scripted.
    package func script(_ failure: Fault) {
        faults.failures.append(failure)
    }

    /// The variables of an account with their values.
    package func variables(account: String) -> [String: StoredVariable] {
        accounts[account]?.variables ?? [:]
    }

    /// A group of an account.
    package func group(_ id: Int, account: String) -> SandboxGroup? {
        accounts[account]?.groups[id]
    }

    /// How many requests asked for a change, whatever came of them.
    package var writeCount: Int {
        requests.count { $0.isWrite }
    }

    /// The writes to groups that did not say `autoAssignAlerts=false`.
    package var alertViolations: [RecordedRequest] {
        requests.filter(\.mayAssignAlerts)
    }
}
