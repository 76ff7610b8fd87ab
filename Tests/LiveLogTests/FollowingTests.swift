import LiveLog
import Projection
import SyncModel
import TestSupport
import Testing

/// Whom a commit wakes.
@Suite struct FollowingTests {
    private let state = CurrentState()

    private func apply(_ position: Int64, _ body: EventBody) {
        state.apply([
            RecordedEvent.sample(position, body)
        ])
    }

    /// What a follower was told, once nothing more comes.
    private func told(_ changes: AsyncStream<Position>) async -> [Int64] {
        state.finish()
        return await changes.reduce(into: []) { $0.append($1.number) }
    }

    private static let path = FolderPath.sample("/")
    private static let change = EventBody.secrets(.changed(path, [.delete(key: "K", version: nil)]))

    @Test func `a follower of commits is told of the newest`() async {
        let changes = state.changes()
        apply(1, Self.change)
        apply(2, Self.change)
        #expect(await told(changes) == [2])
    }

    @Test func `a change that concerns no sync wakes nobody who waits for syncs or readings`() async
    {
        // The first report of a folder may make it one to read.
        apply(1, Self.change)
        _ = state.takeFetchTrigger()
        let (syncs, reading) = (
            state.changes(of: .affectedSyncs), state.changes(of: .fetching)
        )
        apply(2, Self.change)
        #expect(await told(syncs).isEmpty)
        #expect(await told(reading).isEmpty)
    }

    @Test func `what concerns a sync wakes those who wait for syncs, until it is taken`() async {
        let changes = state.changes(of: .affectedSyncs)
        apply(1, .sync(.paused(syncID: "s", reason: nil)))
        #expect(state.takeAffectedSyncs() == ["s"])
        apply(2, Self.change)
        #expect(await told(changes) == [1])
    }

    @Test func `a notification wakes those who wait for readings, until it is taken`() async {
        apply(1, Self.change)
        _ = state.takeFetchTrigger()
        let changes = state.changes(of: .fetching)
        apply(2, .folder(.notified(Self.path)))
        #expect(!state.takeFetchTrigger().isEmpty)
        apply(3, Self.change)
        #expect(await told(changes) == [2])
    }

    @Test func `a follower of distances is told when they are gone`() async {
        let changes = state.changes(of: .distance(3))
        for position in 1...5 { apply(Int64(position), Self.change) }
        #expect(await told(changes) == [3])
    }
}
