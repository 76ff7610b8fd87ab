package import SyncModel

extension EventBody {
    /// What an event contributes to the tally of a run.
    enum RunStep {
        case none
        case start(String), written(String), deleted(String), failed(String), skipped(String)
    }

    var runStep: RunStep {
        switch self {
        case .push(.started(let run)): .start(run.id)
        case .push(.variableWritten(let variable)): .written(variable.runID)
        case .push(.variableDeleted(let variable)): .deleted(variable.runID)
        case .push(.variableFailed(let variable, _)): .failed(variable.runID)
        case .push(.variableSkipped(let variable, _)): .skipped(variable.runID)
        case .source, .connection, .sync, .pushing, .administration, .secrets, .folder, .delivery,
            .push(.attempted), .push(.finished):
            .none
        }
    }

    /// Whether an event appears in no line above debug level, not even in its counts.
    package var isToldToDebugAlone: Bool {
        switch self {
        case .secrets, .folder(.notified), .folder(.observed), .folder(.fetchFailed),
            .delivery(.ignored), .push(.attempted):
            true
        case .source, .connection, .sync, .pushing, .administration, .folder(.declaredComplete),
            .folder(.emptiedHeld), .folder(.emptiedConfirmed), .delivery(.malformed),
            .delivery(.differed), .push(.started), .push(.variableWritten), .push(.variableDeleted),
            .push(.variableFailed), .push(.variableSkipped), .push(.finished):
            false
        }
    }
}
