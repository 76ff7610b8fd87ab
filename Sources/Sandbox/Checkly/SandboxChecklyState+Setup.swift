/// Setup and inspection for tests and people, bypassing the API.
extension SandboxChecklyState {
    /// Creates an account without variables and groups.
    package func addAccount(_ id: String, named name: String) {
        accounts[id] = SandboxAccount(id: id, name: name)
    }

    /// Issues an API key; a key for one account needs no account header.
    package func addAPIKey(_ key: String, accounts: [String], canWrite: Bool = true) {
        keys[key] = APIKey(accounts: accounts, canWrite: canWrite)
    }

    /// Revokes an API key.
    package func removeAPIKey(_ key: String) {
        keys[key] = nil
    }

    /// Sets a variable, as somebody would in Checkly's own interface; nil removes it.
    package func setVariable(_ key: String, to variable: StoredVariable?, account: String) {
        accounts[account]?.variables[key] = variable
    }

    /// Adds a group to an account or replaces the one with the same id.
    package func setGroup(_ group: SandboxGroup, account: String) {
        accounts[account]?.groups[group.id] = group
    }

    /// Removes a group from an account.
    package func removeGroup(_ id: Int, account: String) {
        accounts[account]?.groups[id] = nil
    }

    /// Sets the faults.
    package func setFaults(_ faults: ChecklyFaults) {
        self.faults = faults
    }

    /// Appends a scripted failure.
    package func script(_ failure: Fault) {
        faults.failures.append(failure)
    }

    /// The variables of an account with their values.
    package func variables(account: String) -> [String: StoredVariable] {
        accounts[account]?.variables ?? [:]
    }

    /// A group of an account; nil if it does not exist.
    package func group(_ id: Int, account: String) -> SandboxGroup? {
        accounts[account]?.groups[id]
    }

    /// The number of requests that asked for a change, whatever their outcome.
    package var writeCount: Int {
        requests.count { $0.isWrite }
    }

    /// The writes to groups without `autoAssignAlerts=false`.
    package var alertViolations: [RecordedRequest] {
        requests.filter(\.mayAssignAlerts)
    }
}
