package import EventLog
package import Projection
internal import Synchronization
package import SyncModel

/// The state of the log at its newest event, updated by the log's own commits.
///
/// An append returns only after its events are applied here, so that commands can read their own
/// writes.
package final class CurrentState: Sendable {
    private struct Content: Sendable {
        var state = State()
        /// Syncs that may have work to do since they were last taken.
        var affected: Set<String> = []
        /// The reasons to fetch since they were last taken.
        var fetchTrigger = FetchTrigger()
        var followers: [Int: Follower] = [:]
        var nextFollower = 0
        /// Events committed since each running fold started.
        var sinceFolding: [Int: [RecordedEvent]] = [:]
        var nextFolding = 0

        /// The followers interested in the commit that was just applied.
        mutating func followersToNotify() -> [AsyncStream<Position>.Continuation] {
            followers.compactMap { number, follower in
                switch follower.interest {
                case .commits: break
                case .affectedSyncs: if affected.isEmpty { return nil }
                case .fetching: if fetchTrigger.isEmpty { return nil }
                case .distance(let distance):
                    if state.position.number - follower.notifiedAt.number < distance { return nil }
                    followers[number]?.notifiedAt = state.position
                }
                return follower.continuation
            }
        }
    }

    private struct Follower {
        let interest: Interest
        let continuation: AsyncStream<Position>.Continuation
        /// The position last yielded.
        var notifiedAt: Position
    }

    /// Which commits a follower is notified of.
    package enum Interest: Sendable {
        /// All commits.
        case commits
        /// Commits after which there are affected syncs to take.
        case affectedSyncs
        /// Commits after which there are reasons to fetch.
        case fetching
        /// Commits at least this many positions after the last notified one.
        case distance(Int64)
    }

    private let content = Mutex(Content())
    /// The maximum number of events whose outdated changes are kept for their deliveries.
    private static let lateChangeLimit = 4096
    /// The keys whose changes had no effect because newer versions were known, by event, until they
    /// are taken.
    private let lateChanges = Mutex<[Position: [String]]>([:])
    /// Whether there are any; rarely true, so most deliveries can skip the lock.
    private let hasLateChanges = Atomic(false)
    /// A version of all sources.
    package struct Sources: Sendable {
        /// The sources by name.
        package var byName: [String: WebhookSource] = [:]
        /// Increases with every change, so that caches derived from the sources know when to
        /// rebuild.
        package var revision = 0
    }

    /// Kept apart from the state, so that deliveries do not wait while a commit is applied.
    private let sources = Mutex(Sources())

    /// The state of an empty log.
    package init() {}

    /// A webhook source as of the newest commit.
    package func source(named name: String) -> WebhookSource? {
        sources.withLock { $0.byName[name] }
    }

    /// The number of changes to the sources so far.
    package var sourcesRevision: Int { sources.withLock(\.revision) }

    /// All webhook sources as of the newest commit.
    package var allSources: Sources { sources.withLock(\.self) }

    /// Reads the state; `body` must be short, because appends wait for it.
    package func read<R: Sendable>(_ body: (State) throws -> R) rethrows -> R {
        try content.withLock { content in try body(content.state) }
    }

    /// A copy of the whole state.
    package var current: State {
        content.withLock(\.state)
    }

    /// Takes the syncs that events affected since the last call.
    package func takeAffectedSyncs() -> Set<String> {
        content.withLock { content in
            defer { content.affected = [] }
            return content.affected
        }
    }

    /// Takes the reasons to fetch since the last call.
    package func takeFetchTrigger() -> FetchTrigger {
        content.withLock { content in
            defer { content.fetchTrigger = FetchTrigger() }
            return content.fetchTrigger
        }
    }

    /// The newest position after each commit of interest; a position not yet consumed is replaced
    /// by the next.
    package func changes(of interest: Interest = .commits) -> AsyncStream<Position> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Position.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        let number = content.withLock { content in
            content.nextFollower += 1
            content.followers[content.nextFollower] = Follower(
                interest: interest,
                continuation: continuation,
                notifiedAt: content.state.position
            )
            return content.nextFollower
        }
        continuation.onTermination = { [weak self] _ in
            self?.content.withLock { $0.followers[number] = nil }
        }
        return stream
    }

    /// Applies the events of a commit.
    package func apply(_ events: [RecordedEvent]) {
        let (position, followers) = content.withLock { content in
            for event in events where event.position > content.state.position {
                // Both before and after, because the event may move a sync away from a folder or
                // connection.
                content.affected.formUnion(content.state.affectedSyncs(by: event))
                let reporters = content.state.reporters.count
                content.state.apply(event)
                noteLateChanges(of: event, in: content.state)
                content.fetchTrigger.note(
                    event,
                    hasNewReporter: content.state.reporters.count != reporters
                )
                content.affected.formUnion(content.state.affectedSyncs(by: event))
                for number in content.sinceFolding.keys {
                    content.sinceFolding[number]?.append(event)
                }
            }
            publishSources(of: content.state)
            return (content.state.position, content.followersToNotify())
        }
        for follower in followers { follower.yield(position) }
    }

    /// Takes the keys of committed events whose changes had no effect; each is returned once.
    package func takeSuperseded(from first: Position, through last: Position) -> [String] {
        guard hasLateChanges.load(ordering: .acquiring) else { return [] }
        return lateChanges.withLock { late in
            var keys: [String] = []
            var position = first
            while position <= last {
                keys += late.removeValue(forKey: position) ?? []
                position = position.next
            }
            hasLateChanges.store(!late.isEmpty, ordering: .releasing)
            return keys
        }
    }

    private func noteLateChanges(of event: RecordedEvent, in state: State) {
        let keys = state.superseded(by: event)
        if keys.isEmpty { return }
        lateChanges.withLock { late in
            // Only entries that no delivery will take are dropped.
            if late.count >= Self.lateChangeLimit { late = [:] }
            late[event.position] = keys
            hasLateChanges.store(true, ordering: .releasing)
        }
    }

    private func publishSources(of state: State) {
        sources.withLock { published in
            // Comparing a dictionary with itself is immediate.
            if published.byName == state.sources { return }
            published.byName = state.sources
            published.revision += 1
        }
    }

    /// The maximum number of events that may be committed while the log is folded anew.
    package static let foldingLimit = 200_000
    /// The maximum number of them to apply while commits wait.
    private static let lastStep = 64

    /// Replaces the state with one folded anew from the log, after applying the events committed
    /// meanwhile.
    ///
    /// Those events are kept in memory; commits wait only for the last few of them.
    ///
    /// - Parameter fold: Returns the state at a position that the log contains.
    /// - Returns: The folded state, and whether the current state was equal at that position.
    /// - Throws: Whatever `fold` throws, or `.busy` if more than `foldingLimit` events were
    ///   committed; the state is then unchanged.
    package func swap(
        for fold: (_ position: Position) throws(EventLogError) -> State
    ) throws(EventLogError) -> (state: State, wasEqual: Bool) {
        let (number, before) = content.withLock { content in
            content.nextFolding += 1
            content.sinceFolding[content.nextFolding] = []
            return (content.nextFolding, content.state)
        }
        defer { content.withLock { $0.sinceFolding[number] = nil } }
        let folded = try fold(before.position)
        let wasEqual = folded == before
        var state = folded
        while true {
            let later = content.withLock { content -> [RecordedEvent] in
                let later = content.sinceFolding[number] ?? []
                content.sinceFolding[number] = []
                guard later.count <= Self.lastStep else { return later }
                for event in later { state.apply(event) }
                content.state = state
                publishSources(of: state)
                return []
            }
            if later.isEmpty { return (folded, wasEqual) }
            if later.count > Self.foldingLimit { throw .busy(limit: Self.foldingLimit) }
            for event in later { state.apply(event) }
        }
    }

    /// Ends all streams of changes; called once, when the server stops.
    package func finish() {
        let followers = content.withLock { Array($0.followers.values) }
        for follower in followers { follower.continuation.finish() }
    }

    /// Loads the state from the newest readable snapshot and the events after it.
    ///
    /// - Returns: The number of events read.
    package func load(from reader: EventReader) throws(EventLogError) -> Int {
        var state = try reader.savedState() ?? State()
        var count = 0
        try reader.forEach(after: state.position) { event in
            state.apply(event)
            count += 1
        }
        let loaded = state
        content.withLock { content in
            content.state = loaded
            content.affected = Set(loaded.syncs.keys)
            publishSources(of: loaded)
        }
        return count
    }
}
