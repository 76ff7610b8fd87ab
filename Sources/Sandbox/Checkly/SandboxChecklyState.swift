package import FoundationEssentials

/// The state of a sandboxed Checkly: accounts, variables, groups, keys, faults and the journal.
package actor SandboxChecklyState {
    /// The faults; a change applies from the next request on.
    package var faults: ChecklyFaults
    /// All requests so far, oldest first, except those to the sandbox's own routes.
    package private(set) var requests: [RecordedRequest] = []
    var accounts: [String: SandboxAccount] = [:]
    var keys: [String: APIKey] = [:]
    var answeredAt: [String: [Date]] = [:]
    let now: @Sendable () -> Date

    /// Makes a Checkly without accounts and keys.
    package init(
        faults: ChecklyFaults = .none,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.faults = faults
        self.now = now
    }

    func outcome(for request: SandboxRequest) -> SandboxOutcome {
        if request.segments.first == "sandbox" { return .answer(controlAnswer(to: request)) }
        let outcome = faultyOutcome(for: request)
        requests.append(record(request, outcome))
        return outcome
    }

    private func faultyOutcome(for request: SandboxRequest) -> SandboxOutcome {
        switch takeFailure(for: request) {
        case nil:
            return .answer(answer(to: request))
        case .status(let status):
            return .answer(.scripted(status, with: faults))
        case .statusAfterApply(let status):
            _ = answer(to: request)
            return .answer(.scripted(status, with: faults))
        case .answer(let status, let body):
            return .answer(SandboxAnswer(status: status, body: Array(body.utf8)))
        case .dropBeforeApply:
            return .dropped
        case .dropAfterApply:
            _ = answer(to: request)
            return .dropped
        }
    }

    private func takeFailure(for request: SandboxRequest) -> Fault.Kind? {
        guard let index = faults.failures.firstIndex(where: { $0.matches(request) }) else {
            return nil
        }
        let kind = faults.failures[index].kind
        faults.failures[index].times -= 1
        if faults.failures[index].times < 1 { faults.failures.remove(at: index) }
        return kind
    }

    private func answer(to request: SandboxRequest) -> SandboxAnswer {
        do throws(ChecklyRefusal) {
            return try route(request)
        } catch {
            return error.answer(with: faults)
        }
    }

    private func record(_ request: SandboxRequest, _ outcome: SandboxOutcome) -> RecordedRequest {
        let status: Int? =
            switch outcome {
            case .answer(let answer): answer.status
            case .dropped: nil
            }
        return RecordedRequest(
            method: request.method,
            path: request.path,
            query: request.query,
            account: request.account,
            status: status,
            time: now()
        )
    }

    /// Clears the journal.
    package func forgetRequests() {
        requests = []
    }
}
