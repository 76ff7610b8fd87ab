package import Projection
package import SyncModel

/// What followed from one delivery: the fetches it triggered, and the runs of every sync whose
/// folder it affected.
///
/// It folds nothing: the observations and runs are read from the log and passed in.
package struct DeliveryTrail {
    /// What became of a delivery at one sync.
    package enum Outcome: String, CaseIterable {
        case pushed, failed, running, waiting, held, unchanged
        /// None of it had an effect, because newer versions were known.
        case superseded

        /// Whether nothing more happens without a new cause.
        package func isSettled(nextTryAt: Timestamp?) -> Bool {
            switch self {
            case .pushed, .held, .unchanged, .superseded: true
            case .failed: nextTryAt == nil
            case .running, .waiting: false
            }
        }
    }

    /// A run and its events.
    package struct Run {
        /// The event `push.started`.
        package let started: RecordedEvent
        /// The run as it was started.
        package let run: PushRun
        /// The events of its variables, in log order.
        package var writes: [RecordedEvent] = []
        /// The event `push.finished`; nil while the run is open.
        package var finished: RecordedEvent?

        /// Why the run failed; nil if it succeeded or is open.
        package var problem: PushProblem? {
            guard case .push(.finished(_, .failed(let problem, _))) = finished?.body else {
                return nil
            }
            return problem
        }

        /// Whether the run has finished without a problem.
        package var hasSucceeded: Bool { finished != nil && problem == nil }
    }

    /// The delivery as recorded.
    package let delivery: RecordedDelivery
    /// What was fetched of the folders that a notification named.
    package let observations: [RecordedEvent]
    /// The syncs whose folders it affected, each with its runs, oldest first.
    package let syncs: [(sync: Sync, outcome: Outcome, runs: [Run])]
    /// The keys whose changes had no effect because newer versions were known.
    package let superseded: [String]
    /// Whether a notified folder has not been fetched yet.
    package let isReading: Bool
    private let state: State

    /// - Parameters:
    ///   - delivery: The delivery.
    ///   - observations: What was fetched of the folders that it named.
    ///   - state: The current state.
    ///   - runs: Returns the runs of a sync that carry a position, oldest first.
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
        // The events that carry values: the delivery's own, or the observations that it triggered.
        var carriers: [String: Position] = [:]
        for event in delivery.events + observations {
            if case .folder(.notified) = event.body { continue }
            // A superseded change is not carried by later runs.
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

    /// Whether the state alone says that nothing more happens without a new cause; if not, the runs
    /// may say so.
    package static func isSurelySettled(_ delivery: RecordedDelivery, in state: State) -> Bool {
        delivery.events.allSatisfy { event in
            // Which folders are fetched for a notification is not known here.
            if case .folder(.notified) = event.body { return false }
            return state.affectedSyncs(by: event)
                .allSatisfy { id in
                    guard let sync = state.syncs[id], let status = state.statuses[id] else {
                        return true
                    }
                    return status.openRun == nil && status.nextTryAt == nil
                        && state.pendingRun(of: sync) == nil
                }
        }
    }

    /// Every word that may be the outcome over all syncs.
    package static let outcomes =
        Outcome.allCases.map(\.rawValue) + ["reading", "no-sync", "ignored", "malformed"]

    /// Whether nothing more happens without a new cause.
    package var isSettled: Bool {
        !isReading
            && syncs.allSatisfy {
                $0.outcome.isSettled(nextTryAt: state.statuses[$0.sync.id]?.nextTryAt)
            }
    }

    /// The outcome over all syncs in one word.
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
            // A run that was interrupted or waits for consent did not fail.
            let isHeldBack = [PushProblem.interrupted, PushProblem.needsConsent]
                .contains(problem.code)
            if !isHeldBack { return .failed }
        }
        if state.pendingRun(of: sync) != nil { return .waiting }
        let isChanged = state.lastChange(for: sync).map { $0 >= position } ?? false
        return isChanged ? .held : .unchanged
    }
}
