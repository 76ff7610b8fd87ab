internal import Cryptography
internal import LiveLog
internal import Synchronization
internal import SyncModel
internal import WebhookSignatures

/// What hides a source among all: the cost of a refusal, and who stands in for one that does not exist.
///
/// Time then tells a stranger at most what the dearest source costs, and nothing of the one asked for.
struct RefusalCost: Sendable {
    /// As many HMACs of each algorithm as the source with the most secrets has.
    let work: VerificationWork
    private let sources: [WebhookSource]

    init(_ sources: [String: WebhookSource]) {
        var work = VerificationWork()
        for source in sources.values { work.raise(source.algorithm, to: source.secrets.count) }
        if sources.isEmpty { work.raise(.sha256, to: 1) }
        self.work = work
        self.sources = sources.values.sorted { $0.name < $1.name }
    }

    /// The source that a name is taken for when there is none of it: always the same for the same
    /// name.
    func standIn(for name: String, key: [UInt8]) -> WebhookSource? {
        if sources.isEmpty { return nil }
        let code = HMAC.authenticate(Array("checkly-sync/stand-in/v1 \(name)".utf8), key: key)
        let number = code.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        return sources[number % sources.count]
    }
}

/// Keeps the crowd until a source changes, so that a refusal costs the same however many sources
/// there are.
final class CrowdCache: Sendable {
    private struct Entry: Sendable {
        var crowd: RefusalCost
        var revision: Int
        var timesMade: Int
    }

    private let state: CurrentState
    private let entry = Mutex<Entry?>(nil)

    init(_ state: CurrentState) {
        self.state = state
    }

    /// How often it was made anew.
    var timesMade: Int { entry.withLock { $0?.timesMade ?? 0 } }

    /// The crowd as of the newest commit.
    var crowd: RefusalCost {
        entry.withLock { entry in
            if let entry, entry.revision == state.sourcesRevision { return entry.crowd }
            let sources = state.allSources
            let crowd = RefusalCost(sources.byName)
            entry = Entry(
                crowd: crowd,
                revision: sources.revision,
                timesMade: (entry?.timesMade ?? 0) + 1
            )
            return crowd
        }
    }
}
