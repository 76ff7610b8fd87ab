import EventLog
import Projection
import SyncModel
import TestSupport
import Testing

@testable import LiveLog

@Suite struct SnapshotTests {
    private let log: EventLog
    private let state = CurrentState()

    init() throws {
        log = try TestLog().open(onCommit: { [state] in state.apply($0) })
    }

    private func append(_ count: Int) async throws {
        for index in 0..<count {
            let entry = SecretEntry.sample("K\(index)", "fp1:\(log.head.number)")
            let path = FolderPath.sample("/")
            let body = EventBody.secrets(.changed(path, [.set(entry)]))
            _ = try await log.append(
                AppendRequest(source: "hanzo", events: [PendingEvent(body)])
            )
        }
    }

    private func save() throws {
        try log.saveSnapshot(Snapshot.bytes(of: state.current), at: log.head)
    }

    @Test func `a kept state is read back, and what is not one is no state`() async throws {
        try await append(3)
        let bytes = Snapshot.bytes(of: state.current)
        #expect(Snapshot.state(of: bytes, at: Position(3)) == state.current)
        #expect(Snapshot.state(of: bytes, at: Position(2)) == nil)
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 1
            #expect(Snapshot.state(of: damaged, at: Position(3)) == nil, "byte \(index)")
        }
    }

    @Test(arguments: Seed.fresh())
    func `any past state is the same from a kept state as from the first event`(
        seed: Seed
    ) async throws {
        for _ in 0..<4 {
            try await append(5)
            try save()
        }
        try log.saveSnapshot([1, 2, 3], at: Position(19))
        var random = SeededGenerator(seed)
        for position in (0...20).shuffled(using: &random) {
            var folded = State()
            try log.reader.forEach(after: .beforeFirst, through: Position(Int64(position))) {
                folded.apply($0)
            }
            let history = PastStates(scans: log.scans)
            #expect(try await history.state(asOf: Position(Int64(position))) == folded)
        }
    }

    @Test func `the four states last asked for are kept`() async throws {
        try await append(8)
        let history = PastStates(scans: log.scans)
        for position in [1, 2, 3, 4, 1, 5] as [Int64] {
            #expect(try await history.state(asOf: Position(position)).position.number == position)
        }
        #expect(history.keptPositions.map(\.number) == [3, 4, 1, 5])
        history.remember(try await history.state(asOf: Position(4)))
        #expect(history.keptPositions.map(\.number) == [3, 1, 5, 4])
    }

    @Test func `a damaged kept state costs time and nothing else`() async throws {
        try await append(5)
        try save()
        try await append(5)
        try log.saveSnapshot([0xF6], at: log.head)
        let loaded = CurrentState()
        #expect(try loaded.load(from: log.reader) == 5)
        #expect(loaded.current == state.current)
    }
}
