import EventLog
import Foundation
import LiveLog
import Projection
import SyncModel
import TestSupport
import Testing

/// A log from before texts of events had a limit, with names for which Unicode's normal form takes
/// very long.
@Suite struct LongNamesTests {
    private static func name(_ byteCount: Int, _ last: String) -> String {
        "a" + String(repeating: "\u{301}\u{323}", count: byteCount / 4) + last
    }

    private static func path(_ byteCount: Int, _ last: String) -> FolderPath {
        FolderPath(
            projectID: name(byteCount, "p"),
            environment: name(byteCount, "e"),
            secretPath: "/" + name(byteCount, last)
        )
    }

    private static func bodies(_ byteCount: Int) -> [EventBody] {
        let paths = ["1", "2", "3"].map { path(byteCount, $0) }
        return paths.map { .secrets(.changed($0, [.delete(key: "K", version: 1)])) }
            + [.secrets(.imports(paths[0], [paths[1], paths[2]]))]
            + paths.map { .folder(.notified($0)) }
            + paths.map { .secrets(.snapshot($0, [])) }
            + [.delivery(.ignored(type: name(byteCount, "t"), reason: "r"))]
    }

    private static func events(_ byteCount: Int) -> [RecordedEvent] {
        bodies(byteCount).enumerated()
            .map { index, body in
                RecordedEvent(
                    position: Position(Int64(index + 1)),
                    id: name(byteCount, "i"),
                    recordedAt: Timestamp(microseconds: Int64(index)),
                    version: EventBody.currentVersion,
                    source: "kms",
                    deliveryIdentity: nil,
                    deliveryID: name(byteCount, "d"),
                    actor: Actor(type: name(byteCount, "t"), id: name(byteCount, "i"), name: "n"),
                    body: body,
                    ciphertextDigests: []
                )
            }
    }

    @Test func `a log with names of 160 kB opens, and folds to a state that can be kept`() throws {
        let envelopes = Self.events(160_000).map(\.envelope)
        var state = State()
        for envelope in envelopes {
            state.apply(try envelope.withUnsafeBytes { try RecordedEvent(envelope: $0) })
        }
        #expect(state.folders.count == 3)
        #expect(state.fetchStatuses.count == 3)
        let kept = Snapshot.state(of: Snapshot.bytes(of: state), at: state.position)
        #expect(kept == state)
        #expect(kept.map(stateHash) == stateHash(state))
    }

    @Test func `eight times the names are nowhere near 64 times the work of a start`() throws {
        func least(_ byteCount: Int) throws -> Duration {
            let envelopes = Self.events(byteCount).map(\.envelope)
            return try leastProcessorTime {
                var state = State()
                for envelope in envelopes {
                    state.apply(try envelope.withUnsafeBytes { try RecordedEvent(envelope: $0) })
                }
                _ = Snapshot.state(of: Snapshot.bytes(of: state), at: state.position)
            }
        }
        #expect(try least(32000) < max(least(4000), .microseconds(50)) * 24)
    }
}
