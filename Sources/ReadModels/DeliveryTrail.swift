package import Projection
package import SyncModel

/// What one delivery led to: the reads it asked for, and the runs of every sync whose folder it touched.
///
/// Nothing is folded: what was fetched, and what each sync's runs did, is read from the log and given.
package struct DeliveryTrail {
    /// How a delivery fared at one sync.
    package enum Outcome: String {
        case pushed, failed, running, waiting, held, unchanged
        /// Nothing of it counts: newer versions were known.
        case superseded

        /// Whether nothing more happens by itself.
        package func isSettled(nextTryAt: Timestamp?) -> Bool {
            switch self {
            case .pushed, .held, .unchanged, .superseded: true
            case .failed: nextTryAt == nil
            case .running, .waiting: false
            }
        }
    }

    /// One run and what it did.
    package struct Run {
        package let started: RecordedEvent
        package let run: PushRun
        package var writes: [RecordedEvent] = []
        package var finished: RecordedEvent?

        package var problem: PushProblem? {
            guard case .push(.finished(_, .failed(let problem, _))) = finished?.body else {
                return nil
            }
            return problem
        }

        package var hasSucceeded: Bool { finished != nil && problem == nil }
    }

    package let delivery: RecordedDelivery
    /// What was read of the folders that a notification named.
    package let observations: [RecordedEvent]
    package let syncs: [(sync: Sync, outcome: Outcome, runs: [Run])]
    /// The keys whose changes came too late to count.
    package let superseded: [String]
    /// Whether a folder that was notified is still to be read.
    package let isReading: Bool
    private let state: State

    /// - Parameters:
    ///   - delivery: The delivery.
    ///   - observations: What was read of the folders that it named.
    ///   - state: The state now.
    ///   - runs: The runs of a sync that carry a position, oldest first.
    /// - Throws: What `runs` throws.
    package init<Failure>(
        of delivery: RecordedDelivery,
        observations: [RecordedEvent],
        state: State,
        runs: (_ syncID: String, _ position: Position) throws(Failure) -> [Run]
    ) throws(Failure) {
        self.delivery = delivery
        self.state = state
        self.observations = observations
        isReading = delivery.events.contains { event in
            guard case .folder(.notified(let path, _)) = event.body, let source = event.source
            else {
                return false
            }
            let told = state.unansweredNotification(of: FolderID(source: source, path: path))
            return told.map { $0 >= event.position } ?? false
                && state.sources[source]?.kmsAccess != nil
                && !state.affectedSyncs(by: event).isEmpty
        }
        superseded = delivery.events.flatMap { state.superseded(by: $0) }
        // What carries values: the delivery's own events, or what was read on its behalf.
        var carriers: [String: Position] = [:]
        for event in delivery.events + observations {
            if case .folder(.notified) = event.body { continue }
            // A run after it is not for it.
            if state.isSuperseded(event) { continue }
            for id in state.affectedSyncs(by: event) {
                guard let sync = state.syncs[id], state.boundSource(of: sync) == event.source
                else { continue }
                carriers[id] = max(carriers[id] ?? event.position, event.position)
            }
        }
        var syncs: [(Sync, Outcome, [Run])] = []
        let late = Set(
            delivery.events.filter { state.isSuperseded($0) }
                .flatMap { event in
                    state.affectedSyncs(by: event)
                        .filter { id in
                            state.syncs[id].flatMap(state.boundSource) == event.source
                        }
                }
        )
        for id in late.subtracting(carriers.keys) {
            if let sync = state.syncs[id] { syncs.append((sync, .superseded, [])) }
        }
        for (id, position) in carriers {
            guard let sync = state.syncs[id] else { continue }
            let runs = try runs(id, position)
            syncs.append((sync, Self.outcome(of: sync, at: position, runs, state), runs))
        }
        self.syncs = syncs.sorted { $0.0.name < $1.0.name }
    }

    /// Whether nothing more happens by itself.
    package var isSettled: Bool {
        !isReading
            && syncs.allSatisfy {
                $0.outcome.isSettled(nextTryAt: state.statuses[$0.sync.id]?.nextTryAt)
            }
    }

    /// The one word for all of it.
    package var outcome: String {
        if delivery.answer != .recorded { return delivery.answer.rawValue }
        if isReading { return "reading" }
        let found = Set(syncs.map(\.outcome))
        if !delivery.events.isEmpty, delivery.events.allSatisfy(state.isSuperseded) {
            return Outcome.superseded.rawValue
        }
        for word in [Outcome.failed, .running, .waiting, .held, .pushed, .superseded, .unchanged]
        where found.contains(word) {
            return word.rawValue
        }
        return "no-sync"
    }

    private static func outcome(
        of sync: Sync,
        at position: Position,
        _ runs: [Run],
        _ state: State
    ) -> Outcome {
        if let last = runs.last {
            if last.finished == nil { return .running }
            guard let problem = last.problem else { return .pushed }
            // A run that was told to leave the rest, or to wait for consent, failed at nothing.
            let isHeldBack = [PushProblem.interrupted, PushProblem.needsConsent]
                .contains(problem.code)
            if !isHeldBack { return .failed }
        }
        if state.pendingRun(of: sync) != nil { return .waiting }
        let isChanged = state.lastChange(for: sync).map { $0 >= position } ?? false
        return isChanged ? .held : .unchanged
    }
}
