import EventLog
import EventLogConformance
import Foundation
import SyncModel
import TestSupport
import Testing

/// Short reads beside a destruction.
@Suite(.timeLimit(.minutes(10))) struct ScanTests {
    private static let name = ValueName.apiKey(connectionID: "c")

    private let files: TestLog
    private let log: EventLog

    init() throws {
        files = try TestLog()
        log = try files.open()
    }

    private func append(_ count: Int) async throws {
        let events = (0..<count)
            .map {
                PendingEvent(.delivery(.ignored(type: "t", reason: "\($0)")))
            }
        _ = try await log.append(AppendRequest(events: events))
    }

    @Test func `a destruction beside a reader is done, and says what the reader still keeps`()
        async throws
    {
        let draft = EventDraft(
            body: .delivery(.ignored(type: "t", reason: "r")),
            newFingerprintKeys: [Self.name: [1]]
        )
        _ = try await log.append(AppendRequest(events: [PendingEvent { _ in draft }]))
        let crowd = ReaderCrowd(log.reader)
        let (log, name) = (log, Self.name)
        let destroying = Task.detached {
            try log.destroyKeys(
                at: [],
                of: [name],
                unusedThrough: log.head,
                namesIn: { _ in [] },
                forget: { _ in }
            )
        }
        // Deliveries go on meanwhile.
        for _ in 0..<100 { try await append(1) }
        #expect(throws: EventLogError.heldOpen) { try log.emptyWriteAheadLog(within: .zero) }
        crowd.letGo()
        do {
            try await destroying.value
        } catch EventLogError.heldOpen {
            // A machine so slow that its time was over; the keys are destroyed all the same.
        }
        try log.emptyWriteAheadLog()
        #expect(try log.reader.fingerprintKey(for: name) == nil)
        let file = URL(fileURLWithPath: files.directory + "/events.sqlite-wal")
        #expect(try Data(contentsOf: file).isEmpty)
    }
}
