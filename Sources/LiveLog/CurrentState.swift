package import EventLog
package import Projection
internal import Synchronization
package import SyncModel

/// The state of the log as of its newest event, kept current by the log's own commits.
///
/// An append has returned only when what it recorded is in here, so a command reads its own writes.
package final class CurrentState: Sendable {
    private struct Content: Sendable {
        var state = State()
        /// Syncs that may have to do something since they were last asked for.
        var concerned: Set<String> = []
        /// What readers have to look at since they last asked.
        var reading = FetchTrigger()
        var followers: [Int: Follower] = [:]
        var nextFollower = 0
        /// What commits brought since some began to fold the log anew.
        var sinceFolding: [Int: [RecordedEvent]] = [:]
        var nextFolding = 0

        /// Those of the followers that want to know of the commit that has just been taken in.
        mutating func followersToTell() -> [AsyncStream<Position>.Continuation] {
            followers.compactMap { number, follower in
                switch follower.interest {
                case .commits: break
                case .concernedSyncs: if concerned.isEmpty { return nil }
                case .reading: if reading.isEmpty { return nil }
                case .distance(let distance):
                    if state.position.number - follower.told.number < distance { return nil }
                    followers[number]?.told = state.position
                }
                return follower.continuation
            }
        }
    }

    private struct Follower {
        let interest: Interest
        let continuation: AsyncStream<Position>.Continuation
        /// The position it was told of last.
        var told: Position
    }

    /// After which commits a follower is told.
    package enum Interest: Sendable {
        case commits
        /// After which there are syncs to take that events concerned.
        case concernedSyncs
        /// After which there is something for readers to take.
        case reading
        /// That are at least this many positions beyond the last told one.
        case distance(Int64)
    }

    private let content = Mutex(Content())
    /// How many events' late changes are kept for those who have yet to answer for them.
    private static let lateChangeLimit = 4096
    /// The keys whose changes came too late to count, by the event, until they are taken.
    private let lateChanges = Mutex<[Position: [String]]>([:])
    /// Whether there are any, which is rare, so that most deliveries need not ask.
    private let hasLateChanges = Atomic(false)
    /// The state's sources as they are since a change of them.
    package struct Sources: Sendable {
        package var byName: [String: WebhookSource] = [:]
        /// Counts up with every change, so that what is made of the sources need not be made anew
        /// for each delivery.
        package var revision = 0
    }

    /// Apart from the state, so that a delivery need not wait while a commit is taken in.
    private let sources = Mutex(Sources())

    package init() {}

    /// A webhook source as of the newest commit.
    package func source(named name: String) -> WebhookSource? {
        sources.withLock { $0.byName[name] }
    }

    /// How often the sources have changed.
    package var sourcesRevision: Int { sources.withLock(\.revision) }

    /// All webhook sources as of the newest commit.
    package var allSources: Sources { sources.withLock(\.self) }

    /// Reads the state; `body` must be short, since appends wait for it.
    package func read<R: Sendable>(_ body: (State) throws -> R) rethrows -> R {
        try content.withLock { content in try body(content.state) }
    }

    /// A copy of the whole state.
    package var current: State {
        content.withLock(\.state)
    }

    /// The syncs that events concerned since the last call.
    package func takeConcernedSyncs() -> Set<String> {
        content.withLock { content in
            defer { content.concerned = [] }
            return content.concerned
        }
    }

    /// What events gave readers to look at since the last call.
    package func takeFetchTrigger() -> FetchTrigger {
        content.withLock { content in
            defer { content.reading = FetchTrigger() }
            return content.reading
        }
    }

    /// The newest position after each commit of interest; one that nobody took is replaced by the next.
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
                told: content.state.position
            )
            return content.nextFollower
        }
        continuation.onTermination = { [weak self] _ in
            self?.content.withLock { $0.followers[number] = nil }
        }
        return stream
    }

    /// Takes in what a commit recorded.
    package func apply(_ events: [RecordedEvent]) {
        let (position, followers) = content.withLock { content in
            for event in events where event.position > content.state.position {
                // Before and after: a sync may leave a folder or a connection with the event.
                content.concerned.formUnion(content.state.affectedSyncs(by: event))
                let reporters = content.state.reporters.count
                content.state.apply(event)
                noteLateChanges(of: event, in: content.state)
                content.reading.note(
                    event,
                    hasNewReporter: content.state.reporters.count != reporters
                )
                content.concerned.formUnion(content.state.affectedSyncs(by: event))
                for number in content.sinceFolding.keys {
                    content.sinceFolding[number]?.append(event)
                }
            }
            publishSources(of: content.state)
            return (content.state.position, content.followersToTell())
        }
        for follower in followers { follower.yield(position) }
    }

    /// The keys of committed events whose changes came too late to count; each is given once.
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
            // Only what nobody answers for is left lying.
            if late.count >= Self.lateChangeLimit { late = [:] }
            late[event.position] = keys
            hasLateChanges.store(true, ordering: .releasing)
        }
    }

    private func publishSources(of state: State) {
        sources.withLock { published in
            // Of one and the same dictionary that is known at once.
            if published.byName == state.sources { return }
            published.byName = state.sources
            published.revision += 1
        }
    }

    /// How many events may come while the log is folded anew, before that is given up.
    package static let foldingLimit = 200_000
    /// How many of them are taken in while commits wait.
    private static let lastStep = 64

    /// Goes on with a state that is folded anew from the log, once it has taken in what came meanwhile.
    ///
    /// What came is kept in memory, and commits wait only for the last few events of it.
    ///
    /// - Parameter fold: Gives the state as of a position that the log holds.
    /// - Returns: The folded state, and whether the live one was the same at that position.
    /// - Throws: What `fold` throws, or `.busy` when more than `foldingLimit` events came; then nothing has changed.
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

    /// Ends every stream of changes; used once, when the server stops.
    package func finish() {
        let followers = content.withLock { Array($0.followers.values) }
        for follower in followers { follower.continuation.finish() }
    }

    /// Fills the state from the newest snapshot, if it can be read, and what the log holds after it.
    ///
    /// - Returns: How many events were read.
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
            content.concerned = Set(loaded.syncs.keys)
            publishSources(of: loaded)
        }
        return count
    }
}
