import Encodings
import EventLog
import SyncModel
import TestSupport
import Testing

/// Envelopes are written and read in two ways each; whatever the event or the bytes, both must come
/// to the same.
@Suite struct EnvelopeTests {
    private static func entry(_ random: inout some RandomNumberGenerator) -> SecretEntry {
        SecretEntry(
            key: ["A", "KEY", "ÄÖ✓", String(repeating: "K", count: 255)]
                .picked(&random),
            fingerprint: Fingerprint(text: "fp1:0123456789abcdef0123456789abcdef"),
            isBlank: .random(using: &random),
            version: [nil, 0, 23, 24, -1, 65_536, Int64.max].picked(&random),
            slot: .random(in: 0..<300, using: &random)
        )
    }

    private static func change(_ random: inout some RandomNumberGenerator) -> SecretChange {
        if Bool.random(using: &random) { return .set(entry(&random)) }
        return .delete(key: "OLD", version: [nil, 7].picked(&random))
    }

    private static func event(_ random: inout some RandomNumberGenerator) -> RecordedEvent {
        let path = FolderPath.sample("/a")
        let changes = (0..<Int.random(in: 0..<4, using: &random)).map { _ in change(&random) }
        let bodies: [EventBody] = [
            .secrets(.changed(path, changes)), .secrets(.changed(path, changes)),
            .secrets(.changed(path, changes, leftOut: [LeftOutSecret("a/b", reason: "r")])),
            .secrets(.snapshot(path, [entry(&random)])), .folder(.notified(path)),
        ]
        let actors: [Actor?] = [
            nil, Actor(type: "user"), Actor(type: "user", id: "u-1", name: "n"),
            Actor(type: "user", id: "u-1"), Actor(type: "user", name: "n"),
        ]
        return RecordedEvent(
            position: Position(.random(in: 1..<100_000, using: &random)),
            id: "0199",
            recordedAt: Timestamp(microseconds: .random(in: 0..<Int64.max, using: &random)),
            version: EventBody.currentVersion,
            source: [nil, "hanzo"].picked(&random),
            deliveryIdentity: [nil, [1, 2]].picked(&random),
            deliveryID: [nil, "evt-1"].picked(&random),
            secretID: [nil, "0199aa00-0000-7000-8000-000000000001"].picked(&random),
            remoteAddress: [nil, "192.0.2.7", "2001:db8::7"].picked(&random),
            actor: actors.picked(&random),
            body: bodies.picked(&random),
            ciphertextDigests: [[], [[9, 9]]].picked(&random)
        )
    }

    private static func read(_ bytes: [UInt8]) -> RecordedEvent? {
        bytes.withUnsafeBytes { try? RecordedEvent(envelope: $0) }
    }

    private static func readAsTree(_ bytes: [UInt8]) -> RecordedEvent? {
        guard let tree = try? CanonicalDecoding.decode(bytes) else { return nil }
        return try? RecordedEvent(canonical: tree)
    }

    @Test(arguments: Seed.first(8))
    func `an envelope is read back as it was written`(seed: Seed) throws {
        var random = SeededGenerator(seed)
        for _ in 0..<100 {
            let event = Self.event(&random)
            let bytes = event.envelope
            #expect(bytes == CanonicalEncoding.encode(event.canonical))
            #expect(Self.read(bytes) == event)
            #expect(Self.readAsTree(bytes) == event)
        }
    }

    @Test func `what a delivery came with stands between the other members`() throws {
        var event = RecordedEvent.sample(
            1,
            .secrets(
                .changed(
                    FolderPath.sample("/a"),
                    []
                )
            ),
            source: nil
        )
        let names = { (event: RecordedEvent) throws -> [String] in
            guard case .map(let members) = event.canonical else { return [] }
            return members.map(\.name)
        }
        let before = ["id", "data", "type", "sealed", "version", "position", "recordedAt"]
        #expect(try names(event) == before)
        event.secretID = "s"
        event.remoteAddress = "192.0.2.7"
        #expect(
            try names(event) == Array(before[..<6]) + ["secretId", "recordedAt", "remoteAddress"]
        )
    }

    @Test(arguments: Seed.first(8))
    func `damaged envelopes are refused or read alike in both ways`(seed: Seed) {
        var random = SeededGenerator(seed)
        var refused = 0
        for _ in 0..<1_500 {
            var bytes = CanonicalEncoding.encode(Self.event(&random).canonical)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes.removeLast(.random(in: 1..<bytes.count, using: &random))
            case 1: bytes.append(.random(in: 0...255, using: &random))
            default:
                let index = bytes.indices.picked(&random)
                bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            let (read, asTree) = (Self.read(bytes), Self.readAsTree(bytes))
            #expect(read == asTree, "\(bytes)")
            if read == nil { refused += 1 }
        }
        #expect(refused > 500)
    }
}

extension Collection where Index == Int {
    /// One of the elements, of which there is at least one.
    fileprivate func picked(_ random: inout some RandomNumberGenerator) -> Element {
        self[.random(in: startIndex..<endIndex, using: &random)]
    }
}
