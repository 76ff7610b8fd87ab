package import EventLog
package import LogModels
package import Projection
package import SyncModel

extension DeliveryTrail {
    /// The maximum number of runs of a sync to show; a failing sync keeps retrying.
    private static let runLimit = 20
    /// The number of events to read of a sync at once: the first time, and then.
    private static let firstPageLimit = 64
    private static let pageLimit = 1000

    /// Follows a delivery through the log.
    ///
    /// - Parameters:
    ///   - delivery: The delivery.
    ///   - reader: Reads the log.
    ///   - state: The state at the end of the log.
    ///   - showsWrites: Whether the runs have their writes; how they ended is read faster.
    /// - Throws: `EventLogError` if the log cannot be read.
    package init(
        of delivery: RecordedDelivery,
        reader: EventReader,
        state: State,
        showsWrites: Bool = true
    ) throws(EventLogError) {
        try self.init(
            of: delivery,
            observations: try Self.observations(after: delivery, reader),
            state: state
        ) { id, position throws(EventLogError) in
            showsWrites
                ? try Self.runs(of: id, carrying: position, reader)
                : try Self.endsOfRuns(of: id, carrying: position, reader)
        }
    }

    /// The first observation of each notified folder, or of one that imports it, that answers the
    /// notification.
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

    /// The runs of a sync that carry a position, without their writes, up to the first that
    /// succeeds.
    private static func endsOfRuns(
        of syncID: String,
        carrying position: Position,
        _ reader: EventReader
    ) throws(EventLogError) -> [Run] {
        func events(_ type: String, _ limit: Int) throws(EventLogError) -> [RecordedEvent] {
            try reader.events(EventQuery(after: position, limit: limit, type: type, sync: syncID))
        }
        var runs: [Run] = []
        // Mostly the first run carries the position and succeeds.
        for limit in [1, runLimit] {
            runs = []
            // A run that was open at the position ends too.
            let events =
                try events("push.started", limit) + events("push.finished", limit + 1)
            for event in events.sorted(by: { $0.position < $1.position }) {
                runs.take(event, carrying: position, limit: runLimit)
                if runs.last?.hasSucceeded == true { return runs }
            }
        }
        return runs
    }

    /// The runs of a sync that carry a position, up to the first that succeeds.
    static func runs(
        of syncID: String,
        carrying position: Position,
        _ reader: EventReader
    ) throws(EventLogError) -> [Run] {
        var runs: [Run] = []
        var after = position
        // The first run after a delivery mostly carries it, and mostly ends well.
        var limit = firstPageLimit
        while true {
            let page = try reader.events(EventQuery(after: after, limit: limit, sync: syncID))
            for event in page {
                runs.take(event, carrying: position, limit: runLimit)
                if runs.last?.hasSucceeded == true { return runs }
            }
            guard page.count == limit, let last = page.last, runs.count < runLimit else {
                return runs
            }
            after = last.position
            limit = pageLimit
        }
    }
}
