internal import EventLog
internal import LiveLog
internal import Synchronization
internal import SyncModel
internal import WebhookSignatures

/// Looks for what would have let a refused delivery pass, while its body is still there.
///
/// It does so after the sender has its answer, on a thread of its own, one delivery at a time and
/// at most one a second of each source; the others are not looked into. A source that does not
/// exist costs as much as one that does, so that the load tells a stranger nothing.
final class NearMisses: Sendable {
    /// The maximum size of a body in bytes.
    static let bodyLimit = 64 << 10
    /// The minimum time between two looks at deliveries to one source.
    static let pauseMilliseconds: Int64 = 1000
    /// The maximum number of sources whose last look is remembered.
    private static let sourceLimit = 1024

    private struct Turns {
        /// When each source had its last turn, in milliseconds.
        var last: [String: Int64] = [:]
        var isBusy = false
    }

    private let state: CurrentState
    private let verifiers: VerifierCache
    private let refusals: RefusedDeliveries
    private let threads = LogThreads(count: 1, label: "near-misses")
    private let turns = Mutex(Turns())

    init(state: CurrentState, verifiers: VerifierCache, refusals: RefusedDeliveries) {
        self.state = state
        self.verifiers = verifiers
        self.refusals = refusals
    }

    /// Looks into a refused delivery if it is its source's turn; returns at once.
    ///
    /// - Parameters:
    ///   - request: The delivery.
    ///   - number: The number under which the refusal is kept.
    ///   - source: The source; nil if there is none of that name.
    ///   - standIn: The source to look at in its place; nil if there is no source at all.
    ///   - now: When it was refused.
    func look(
        into request: IncomingRequest,
        _ number: Int64,
        of source: WebhookSource?,
        standIn: WebhookSource?,
        now: Timestamp
    ) {
        guard request.body.count <= Self.bodyLimit, let examined = source ?? standIn,
            begin(source?.name ?? "", now.milliseconds)
        else { return }
        threads.run { [self] in
            defer { turns.withLock { $0.isBusy = false } }
            guard let explained = try? verifiers.explained(examined) else { return }
            let others = state.allSources.byName.values.filter { $0.name != examined.name }
                .compactMap { try? verifiers.explained($0) }
            let found = Explainer(source: explained, others: others)
                .explain(request, now: now)
                .nearMisses
            guard source != nil else { return }
            refusals.note(found.map { $0.deviations.map(\.code) }, of: number)
        }
    }

    private func begin(_ source: String, _ now: Int64) -> Bool {
        turns.withLock { turns in
            if turns.isBusy { return false }
            // A clock that was put back must not stop it.
            if let last = turns.last[source], abs(now - last) < Self.pauseMilliseconds {
                return false
            }
            if turns.last.count >= Self.sourceLimit { turns.last = [:] }
            turns.last[source] = now
            turns.isBusy = true
            return true
        }
    }
}
