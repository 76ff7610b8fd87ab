package import Encodings
internal import Projection
package import SyncModel

/// The syncs that have something to do, and what has been waiting for the longest time.
package struct WaitingWork: Sendable {
    /// The maximum number of waiting runs that are named.
    package static let runLimit = 100

    /// A run that has not begun.
    package struct Run: Sendable {
        /// The sync.
        package let sync: Sync
        /// Whether it pushes or removes.
        package let kind: PushRun.Kind
        /// The earliest change that it brings to Checkly; nil for a removal or a request.
        package let since: Position?
    }

    /// The runs that will begin by themselves, oldest change first.
    package let runs: [Run]
    /// The earliest change that is not at Checkly, whatever keeps it from there; nil if all are.
    package let earliest: (sync: Sync, position: Position)?

    /// Looks at every sync of a state; `waits` has the earliest change of each that waits.
    init(in state: State, waits: [String: Position]) {
        var runs: [Run] = []
        var earliest: (sync: Sync, position: Position)?
        for sync in state.syncs.values {
            let since = waits[sync.id]
            if let since, earliest.map({ since < $0.position }) ?? true {
                earliest = (sync, since)
            }
            guard state.statuses[sync.id]?.openRun == nil, let run = state.pendingRun(of: sync)
            else { continue }
            runs.append(Run(sync: sync, kind: run.kind, since: since))
        }
        self.earliest = earliest
        self.runs = runs.sorted { a, b in
            let (first, second) = (a.since?.number ?? .max, b.since?.number ?? .max)
            return (first, a.sync.name, a.sync.id) < (second, b.sync.name, b.sync.id)
        }
    }

    /// The first waiting runs as shown.
    package var runsJSON: CanonicalValue {
        .list(
            runs.prefix(Self.runLimit)
                .map { run in
                    .object([
                        "syncId": .text(run.sync.id), "name": .text(run.sync.name),
                        "kind": .text(run.kind.rawValue),
                        "position": .optional(run.since?.number) ?? .null,
                    ])
                }
        )
    }
}

extension PendingRun {
    fileprivate var kind: PushRun.Kind {
        switch self {
        case .push: .push
        case .remove: .remove
        }
    }
}
