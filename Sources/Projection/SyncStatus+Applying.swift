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
        // An outdated plan is no consent.
        consent?.awaited = awaited
    }

    /// Restores the status from before the approval of a plan that is not carried out.
    mutating func refuse(_ planID: String) {
        guard approvedPlanID == planID, let before = beforeApproval else { return }
        status = before.status
        needsAttention = before.needsAttention
        parkedWhole = before.parkedWhole
        requestedAt = before.requestedAt
        // Only a pin made together with the approval is undone.
        if configuredAt == before.approvedAt.next { configuredAt = before.configuredAt }
        pinnedTo = before.pinnedTo
        approvedPlanID = nil
    }

    /// Records that another sync took keys that this one desires.
    mutating func lose(_ problem: PushProblem) {
        guard openRun == nil else { return }
        status = .failed
        message = problem.text
    }

    mutating func requestRemoval(at position: Position, deletesSync: Bool) {
        removal = Removal(requestedAt: position, deletesSync: deletesSync)
        removeStatus = .pending
        isRemovalRefused = false
        needsAttention = false
    }

    /// Records that the sync may do other things now; other obstacles remain.
    mutating func change(at position: Position) {
        configuredAt = position
    }

    /// Records that the desired state may have changed, which clears every obstacle.
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
            isRemovalRefused = false
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

    /// Ends a run early; what was requested still is.
    private mutating func interrupt(
        _ run: PushRun,
        _ problem: PushProblem,
        at position: Position
    ) {
        switch run.kind {
        case .push:
            // Another run is due, whatever this one was for.
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
            // The run would not have succeeded if a desired change were still parked.
            unparkAll()
            // A key that another sync adopted during the run was not written.
            let lost = failedKeys.filter { $0.value.problem.code == PushProblem.conflict }
            if let first = lost.min(by: { $0.key < $1.key }) { lose(first.value.problem) }
        case .failed(let problem, _) where problem.code == PushProblem.needsConsent:
            consent?.awaited = Consent.Awaited(since: time, through: run.through)
            // Who asked has the answer; what comes next asks again.
            if hasAnswered(run) { requestedAt = nil }
            status = .pending
            message = problem.text
        case .failed(let problem, let next):
            // The parked changes wait for a person, and the run has dealt with all others.
            if next == nil, approvedPlanID == nil, parkedWhole == nil, !needsAttention,
                !parkedKeys.isEmpty
            {
                pushedThrough = run.through
            }
            // A plan that could not be carried out is dropped; somebody must approve another one.
            if next == nil, approvedPlanID != nil, hasAnswered(run) {
                approvedPlanID = nil
                requestedAt = nil
            }
            status = .failed
            message = problem.text
        }
    }

    /// Whether a run began after the last requested push.
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
            isRemovalRefused = next == nil
            removeStatus = .failed
            removeMessage = problem.text
        }
    }
}

extension FetchFailure {
    /// The message that every surface shows.
    package var text: String { "\(code): \(message)".bounded }
}

extension String {
    /// At most 1,024 characters, the limit that Hanzo KMS has for messages.
    fileprivate var bounded: String { count <= 1024 ? self : prefix(1021) + "..." }
}

extension PushProblem {
    /// The message that every surface shows.
    package var text: String { "\(code): \(message)".bounded }

    /// Whether retrying is pointless until somebody fixes something at Checkly or here.
    var needsAttention: Bool {
        cause == .credentials || code == Self.destinationMissing
    }

    /// The code of a run that ended early because its sync was changed, held or deleted meanwhile.
    package static let interrupted = "interrupted"
    /// The code for an account or group that Checkly does not know.
    package static let destinationMissing = "checkly-not-found"
    /// The code for an API key that Checkly rejects.
    package static let credentialsRejected = "checkly-credentials"
}
