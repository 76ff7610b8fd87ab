package import SyncModel

extension [DeliveryTrail.Run] {
    /// Adds the next event of a sync.
    ///
    /// - Parameters:
    ///   - event: One of the sync's own events, in log order.
    ///   - position: Only runs that carry this event count.
    ///   - limit: The maximum number of runs to keep; the first ones are kept.
    package mutating func take(_ event: RecordedEvent, carrying position: Position, limit: Int) {
        if case .push(.started(let run)) = event.body {
            if run.through >= position, count < limit {
                append(DeliveryTrail.Run(started: event, run: run))
            }
            return
        }
        guard let index = lastIndex(where: { $0.run.id == event.body.runID }) else { return }
        if case .push(.finished) = event.body {
            self[index].finished = event
        } else {
            self[index].writes.append(event)
        }
    }
}

extension EventBody {
    /// The run that an event belongs to, if it is shown with the run.
    fileprivate var runID: String? {
        switch self {
        case .push(.started(let run)), .push(.finished(let run, _)): run.id
        case .push(.variableWritten(let variable)), .push(.variableDeleted(let variable)),
            .push(.variableFailed(let variable, _)), .push(.variableSkipped(let variable, _)):
            variable.runID
        case .push(.attempted), .source, .connection, .sync, .secrets, .folder, .delivery,
            .pushing, .administration:
            nil
        }
    }
}
