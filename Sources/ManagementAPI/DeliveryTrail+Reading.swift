internal import EventLog
internal import Projection
internal import SyncModel

extension DeliveryTrail {
    /// Runs of one sync that are shown at most; a sync that fails goes on trying.
    private static let runLimit = 20
    private static let pageLimit = 1000

    /// The first read of each notified folder, or of one that imports it, that answers the notification.
    static func observations(
        after delivery: RecordedDelivery,
        _ reader: EventReader
    ) throws(EventLogError) -> [RecordedEvent] {
        var found: [RecordedEvent] = []
        for event in delivery.events {
            guard case .folder(.notified(let path, _)) = event.body else { continue }
            let reads = try reader.events(
                EventQuery(
                    after: event.position,
                    limit: pageLimit,
                    type: "folder.observed",
                    source: event.source
                )
            )
            var seen: Set<FolderPath> = []
            for read in reads {
                guard case .folder(.observed(let folder, let observation)) = read.body,
                    observation.through >= event.position,
                    folder == path || observation.imports.contains(path),
                    seen.insert(folder).inserted
                else { continue }
                found.append(read)
            }
        }
        return found
    }

    /// The runs of a sync that carry a position, through the first that succeeds.
    static func runs(
        of syncID: String,
        carrying position: Position,
        _ reader: EventReader
    ) throws(EventLogError) -> [Run] {
        var runs: [Run] = []
        var after = position
        while true {
            let page = try reader.events(
                EventQuery(after: after, limit: pageLimit, sync: syncID)
            )
            for event in page {
                take(event, carrying: position, into: &runs)
                if runs.last?.hasSucceeded == true { return runs }
            }
            guard page.count == pageLimit, let last = page.last, runs.count < runLimit else {
                return runs
            }
            after = last.position
        }
    }

    private static func take(
        _ event: RecordedEvent,
        carrying position: Position,
        into runs: inout [Run]
    ) {
        if case .push(.started(let run)) = event.body {
            if run.through >= position, runs.count < runLimit {
                runs.append(Run(started: event, run: run))
            }
            return
        }
        guard let index = runs.lastIndex(where: { $0.run.id == event.body.runID }) else { return }
        if case .push(.finished) = event.body {
            runs[index].finished = event
        } else {
            runs[index].writes.append(event)
        }
    }
}

extension EventBody {
    /// The run an event belongs to.
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
