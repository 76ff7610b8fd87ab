package import SyncModel

extension SyncStatus {
    mutating func request(at position: Position) {
        requestedAt = position
        approvedPlanID = nil
        consent?.awaited = nil
        status = .pending
        needsAttention = false
        parkedWhole = nil
    }

    mutating func approve(_ planID: String, at position: Position) {
        let before = Standing(of: self, at: position)
        let awaited = consent?.awaited
        request(at: position)
        approvedPlanID = planID
        beforeApproval = before
        // A plan that is out of date is no consent.
        consent?.awaited = awaited
    }

    /// The plan that was approved is not carried out, and all is as it was before.
    mutating func refuse(_ planID: String) {
        guard approvedPlanID == planID, let before = beforeApproval else { return }
        status = before.status
        needsAttention = before.needsAttention
        parkedWhole = before.parkedWhole
        requestedAt = before.requestedAt
        // Only what was pinned together with the approval is unpinned.
        if configuredAt == before.approvedAt.next { configuredAt = before.configuredAt }
        pinnedTo = before.pinnedTo
        approvedPlanID = nil
    }

    /// Another sync has taken keys that this one wants.
    mutating func lose(_ problem: PushProblem) {
        guard openRun == nil else { return }
        status = .failed
        message = problem.text
    }

    mutating func requestRemoval(at position: Position, deletesSync: Bool) {
        removal = Removal(requestedAt: position, deletesSync: deletesSync)
        removeStatus = .pending
        needsAttention = false
    }

    /// What the sync may do is another now; what stood in its way otherwise still does.
    mutating func change(at position: Position) {
        configuredAt = position
    }

    /// What the sync wants may be another now, whatever stood in its way.
    mutating func configure(at position: Position) {
        change(at: position)
        needsAttention = false
        consent?.void()
        unparkAll()
    }

    mutating func start(_ run: PushRun) {
        openRun = run
        nextTryAt = nil
        failedKeys = [:]
        switch run.kind {
        case .push:
            status = .running
            lastJobID = run.id
            if approvedPlanID == nil { consent?.awaited = nil }
            parkedWhole = nil
        case .remove:
            removeStatus = .running
            lastRemoveJobID = run.id
        }
    }

    mutating func fail(_ key: String, _ problem: PushProblem, at time: Timestamp) {
        failedKeys[key] = KeyFailure(problem: problem, failedAt: time)
    }

    mutating func finish(_ run: PushRun, _ outcome: PushOutcome, _ event: RecordedEvent) {
        let time = event.recordedAt
        openRun = nil
        if case .failed(let problem, _) = outcome, problem.code == PushProblem.interrupted {
            return interrupt(run, problem, at: event.position)
        }
        if case .failed(let problem, let next) = outcome {
            nextTryAt = next
            needsAttention = problem.needsAttention
        }
        switch run.kind {
        case .push: finishPush(run, outcome, at: time)
        case .remove: finishRemoval(outcome, at: time)
        }
    }

    /// What was asked for still is; what the run was told to leave is not waited with.
    private mutating func interrupt(
        _ run: PushRun,
        _ problem: PushProblem,
        at position: Position
    ) {
        switch run.kind {
        case .push:
            // Whatever the run was for, another one is due.
            change(at: position)
            status = .pending
            message = problem.text
        case .remove:
            removeStatus = .pending
            removeMessage = problem.text
        }
    }

    private mutating func finishPush(_ run: PushRun, _ outcome: PushOutcome, at time: Timestamp) {
        switch outcome {
        case .succeeded:
            pushedThrough = run.through
            if let consent, consent.requiredAt <= run.through { self.consent = nil }
            if hasAnswered(run) { approvedPlanID = nil }
            status = .succeeded
            message = nil
            lastSyncedAt = time
            // With something parked that is still wanted it would not have succeeded.
            unparkAll()
            // A key that another sync adopted during the run is one that was not written.
            let lost = failedKeys.filter { $0.value.problem.code == PushProblem.conflict }
            if let first = lost.min(by: { $0.key < $1.key }) { lose(first.value.problem) }
        case .failed(let problem, _) where problem.code == PushProblem.needsConsent:
            consent?.awaited = Consent.Awaited(since: time, through: run.through)
            status = .pending
            message = problem.text
        case .failed(let problem, let next):
            // What is parked waits for somebody, and the run has dealt with all the rest.
            if next == nil, approvedPlanID == nil, parkedWhole == nil, !needsAttention,
                !parkedKeys.isEmpty
            {
                pushedThrough = run.through
            }
            // A plan that could not be carried out is not waited with; another one must be approved.
            if next == nil, approvedPlanID != nil, hasAnswered(run) {
                approvedPlanID = nil
                requestedAt = nil
            }
            status = .failed
            message = problem.text
        }
    }

    /// Whether a run began after the last push was asked for.
    private func hasAnswered(_ run: PushRun) -> Bool {
        requestedAt.map { $0 <= run.through } ?? true
    }

    private mutating func finishRemoval(_ outcome: PushOutcome, at time: Timestamp) {
        switch outcome {
        case .succeeded:
            removal = nil
            removeStatus = .succeeded
            removeMessage = nil
            lastRemovedAt = time
        case .failed(let problem, let next):
            if next == nil { removal = nil }
            removeStatus = .failed
            removeMessage = problem.text
        }
    }
}

extension ReadFailure {
    /// As every surface shows it.
    package var text: String { "\(code): \(message)".bounded }
}

extension String {
    /// At most 1,024 characters, as Hanzo KMS keeps of a message.
    fileprivate var bounded: String { count <= 1024 ? self : prefix(1021) + "..." }
}

extension PushProblem {
    /// As every surface shows it.
    package var text: String { "\(code): \(message)".bounded }

    /// Whether trying again is of no use until somebody has done something about it at Checkly or here.
    var needsAttention: Bool {
        cause == .credentials || code == Self.destinationMissing
    }

    /// What is recorded of a run that ended early, since its sync was changed, held or deleted meanwhile.
    package static let interrupted = "interrupted"
    /// What is recorded where Checkly does not know the account or the group.
    package static let destinationMissing = "checkly-not-found"
    /// What is recorded where Checkly does not take the API key at all.
    package static let credentialsRejected = "checkly-credentials"
}
