internal import Encodings
internal import ChecklyClient
internal import EventLog
internal import Projection
internal import SyncModel

extension SyncRun {
    /// Whether and when a failed run may be retried; of several causes, the greatest decides.
    enum FailureCause: Int, Sendable, Comparable {
        /// Until the source or the sync changes.
        case permanent
        /// May pass on its own.
        case passing
        /// Until the connection changes or somebody requests a push.
        case credentials

        static func < (a: FailureCause, b: FailureCause) -> Bool { a.rawValue < b.rawValue }

        init(_ error: ChecklyError) {
            switch error.cause {
            case .credentials: self = .credentials
            case .checkly, .limit, .ours: self = error.isRetryable ? .passing : .permanent
            }
        }
    }

    /// A failure with its consequence for retries.
    struct Failure: Error, Sendable {
        var problem: PushProblem
        var cause: FailureCause
        /// Whether the run was told to stop before the outcome was known.
        var isGivenUp = false
        /// Whether only a parked or skipped key, or only this run, is affected.
        var isContained = false

        init(problem: PushProblem, cause: FailureCause, isContained: Bool = false) {
            self.problem = problem
            self.cause = cause
            self.isContained = isContained
        }

        init(_ error: any Error) {
            switch error {
            case let failure as Failure: self = failure
            case let error as ChecklyError:
                self.init(
                    problem: PushProblem(error, cause: PushProblem.Cause(error.cause)),
                    cause: FailureCause(error)
                )
                problem.isAfterLostAnswer = error.isAfterLostAnswer
                isGivenUp = error == .cancelled
            case let error as EventLogError:
                self.init(problem: PushProblem(error), cause: .passing)
            case let error as any ExplainedError:
                self.init(problem: PushProblem(error), cause: .permanent)
            default:
                self.init(
                    problem: PushProblem(code: "unexpected", message: "\(type(of: error))"),
                    cause: .passing
                )
            }
        }

        /// The failure of removing variables from a former destination; stops nothing else and is
        /// retried automatically.
        ///
        /// A removal of the sync, which is requested once, ends with a permanent failure.
        static func leftBehind(
            at target: RunDestination,
            of run: PendingRun,
            _ failure: Failure
        ) -> Failure {
            let destination = target.destination
            let group = destination.groupID.map { "group \($0) of " } ?? ""
            var left = Failure(
                problem: PushProblem(
                    code: PushProblem.formerDestination,
                    message:
                        "What the sync wrote to \(group)account \(destination.accountID) before "
                        + "could not be removed: \(failure.problem.message) (Fix it there, "
                        + "or set disableSecretDeletion to keep it.)",
                    cause: failure.problem.cause == .credentials ? .ours : failure.problem.cause
                ),
                cause: run == .push || failure.cause == .passing ? .passing : .permanent,
                isContained: true
            )
            left.isGivenUp = failure.isGivenUp
            return left
        }

        /// Combines two failures; the first problem is reported, unless the other one stops the
        /// run.
        func joined(by other: Failure?) -> Failure {
            guard let other else { return self }
            var joined = self
            joined.isContained = isContained && other.isContained
            guard other.cause > cause else { return joined }
            joined.cause = other.cause
            if other.cause == .credentials { joined.problem = other.problem }
            return joined
        }
    }
}

extension PushProblem {
    /// The code for variables that could not be removed from a former destination.
    static let formerDestination = "former-destination"
    /// The problem of a run that was told to stop early.
    static let interruption = PushProblem(
        code: interrupted,
        message:
            "The sync, its connection or its requests changed during the run; the rest was "
            + "not carried out."
    )
}

extension PushProblem.Cause {
    init(_ cause: ChecklyError.Cause) {
        switch cause {
        case .ours: self = .ours
        case .checkly: self = .checkly
        case .credentials: self = .credentials
        case .limit: self = .limit
        }
    }
}

extension SyncRun.Failure? {
    /// Combines two optional failures.
    func joined(by other: SyncRun.Failure?) -> SyncRun.Failure? {
        map { $0.joined(by: other) } ?? other
    }
}
