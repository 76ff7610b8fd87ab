internal import SyncModel

extension SyncStatus {
    mutating func request(at position: Position) {
        requestedAt = position
        status = .pending
    }

    mutating func requestRemoval(at position: Position, deletesSync: Bool) {
        removal = Removal(requestedAt: position, deletesSync: deletesSync)
        removeStatus = .pending
    }

    mutating func start(_ run: PushRun) {
        openRun = run
        switch run.kind {
        case .push:
            status = .running
            lastJobID = run.id
        case .remove:
            removeStatus = .running
            lastRemoveJobID = run.id
        }
    }

    mutating func finish(_ run: PushRun, _ outcome: PushOutcome, at time: Timestamp) {
        openRun = nil
        switch run.kind {
        case .push: finishPush(run, outcome, at: time)
        case .remove: finishRemoval(outcome, at: time)
        }
    }

    private mutating func finishPush(_ run: PushRun, _ outcome: PushOutcome, at time: Timestamp) {
        switch outcome {
        case .succeeded:
            pushedThrough = run.through
            status = .succeeded
            message = nil
            lastSyncedAt = time
        case .failed(let problem):
            status = .failed
            message = problem.text
        }
    }

    private mutating func finishRemoval(_ outcome: PushOutcome, at time: Timestamp) {
        removal = nil
        switch outcome {
        case .succeeded:
            removeStatus = .succeeded
            removeMessage = nil
            lastRemovedAt = time
        case .failed(let problem):
            removeStatus = .failed
            removeMessage = problem.text
        }
    }
}

extension PushProblem {
    /// As every surface shows it, at most 1,024 characters as Hanzo KMS keeps.
    var text: String {
        let whole = "\(code): \(message)"
        return whole.count <= 1024 ? whole : whole.prefix(1021) + "..."
    }
}
