internal import Cryptography
internal import LiveLog
internal import Synchronization
internal import SyncModel
internal import WebhookSignatures

/// Makes refusals indistinguishable: their cost, and the stand-in for a source that does not exist.
///
/// From the timing, a stranger learns at most the cost of the most expensive source, and nothing
/// about the requested one.
struct RefusalCost: Sendable {
    /// For each algorithm, the largest number of secrets of any source.
    let work: VerificationWork
    private let sources: [WebhookSource]

    init(_ sources: [String: WebhookSource]) {
        var work = VerificationWork()
        for source in sources.values { work.raise(source.algorithm, to: source.secrets.count) }
        if sources.isEmpty { work.raise(.sha256, to: 1) }
        self.work = work
        self.sources = sources.values.sorted { $0.name < $1.name }
    }

    /// The source to use for an unknown name; always the same one for the same name.
    func standIn(for name: String, key: [UInt8]) -> WebhookSource? {
        if sources.isEmpty { return nil }
        let code = HMAC.authenticate(Array("checkly-sync/stand-in/v1 \(name)".utf8), key: key)
        let number = code.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        return sources[number % sources.count]
    }
}

/// Caches the cost until a source changes, so that a refusal takes the same time with any number of
/// sources.
final class RefusalCostCache: Sendable {
    private struct Entry: Sendable {
        var cost: RefusalCost
        var revision: Int
        var timesMade: Int
    }

    private let state: CurrentState
    private let entry = Mutex<Entry?>(nil)

    init(_ state: CurrentState) {
        self.state = state
    }

    /// How often the cost was recomputed.
    var timesMade: Int { entry.withLock { $0?.timesMade ?? 0 } }

    /// The cost as of the newest commit.
    var cost: RefusalCost {
        entry.withLock { entry in
            if let entry, entry.revision == state.sourcesRevision { return entry.cost }
            let sources = state.allSources
            let cost = RefusalCost(sources.byName)
            entry = Entry(
                cost: cost,
                revision: sources.revision,
                timesMade: (entry?.timesMade ?? 0) + 1
            )
            return cost
        }
    }
}
