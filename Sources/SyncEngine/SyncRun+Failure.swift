internal import Encodings
internal import ChecklyClient
internal import EventLog
internal import Projection
internal import SyncModel

extension SyncRun {
    /// Why a run failed, as far as a next try goes; of several, the one that decides is the
    /// greatest.
    enum FailureCause: Int, Sendable, Comparable {
        /// Stays until the source or the sync changes.
        case permanent
        /// May go by itself.
        case passing
        /// Stays until the connection changes or a push is asked for.
        case credentials

        static func < (a: FailureCause, b: FailureCause) -> Bool { a.rawValue < b.rawValue }

        init(_ error: ChecklyError) {
            switch error.cause {
            case .credentials: self = .credentials
            case .checkly, .limit, .ours: self = error.isRetryable ? .passing : .permanent
            }
        }
    }

    /// Something that went wrong, and what it means for a next try.
    struct Failure: Error, Sendable {
        var problem: PushProblem
        var cause: FailureCause
        /// Whether the run was told to end before it was known what would come of this.
        var isGivenUp = false
        /// Whether what failed is set aside with its key, or was for this one run only.
        var isSetAside = false

        init(problem: PushProblem, cause: FailureCause, isSetAside: Bool = false) {
            self.problem = problem
            self.cause = cause
            self.isSetAside = isSetAside
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

        /// What went wrong where the sync wrote before: it stops nothing else, and is tried again by itself.
        ///
        /// A removal, which is asked for once, ends with what lasts.
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
                        + "could not be taken away: \(failure.problem.message) (Put it right there, or set "
                        + "disableSecretDeletion to leave it.)",
                    cause: failure.problem.cause == .credentials ? .ours : failure.problem.cause
                ),
                cause: run == .push || failure.cause == .passing ? .passing : .permanent,
                isSetAside: true
            )
            left.isGivenUp = failure.isGivenUp
            return left
        }

        /// This failure with another beside it: the first problem is told, unless the other one
        /// stops the run.
        func joined(by other: Failure?) -> Failure {
            guard let other else { return self }
            var joined = self
            joined.isSetAside = isSetAside && other.isSetAside
            guard other.cause > cause else { return joined }
            joined.cause = other.cause
            if other.cause == .credentials { joined.problem = other.problem }
            return joined
        }
    }
}

extension PushProblem {
    /// What is recorded where something that a sync wrote before it was moved could not be taken away.
    static let formerDestination = "former-destination"
    /// What is recorded of a run that was told to leave the rest.
    static let interruption = PushProblem(
        code: interrupted,
        message:
            "The sync, its connection or what was asked of it changed during the run; the rest "
            + "was left."
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
    /// Both failures as one; none where there is none.
    func joined(by other: SyncRun.Failure?) -> SyncRun.Failure? {
        map { $0.joined(by: other) } ?? other
    }
}
