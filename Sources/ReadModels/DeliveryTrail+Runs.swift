package import SyncModel

extension [DeliveryTrail.Run] {
    /// Takes in the next event of a sync.
    ///
    /// - Parameters:
    ///   - event: One of the sync's own events, in the log's order.
    ///   - position: Only runs that carry it count.
    ///   - limit: How many runs are kept at most, the first ones.
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
    /// The run that an event which is shown of a run belongs to.
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
