import EventLog
import Foundation
import LiveLog
import LogModels
import ManagementAPI
import SQLiteStore
import SecretSealing
import Synchronization
import SyncModel
import TestSupport
import Testing

@testable import LogIntegrity

/// An audit beside a server that writes: what comes after its first look is not its business.
@Suite(.timeLimit(.minutes(10))) struct LiveAuditTests {
    private static let path = FolderPath.sample()

    private let directory: String
    private let openLog: OpenLog

    init() throws {
        directory = temporaryPath("audit")
        openLog = try OpenLog.open(
            directory: try DataDirectory(directory),
            masterKey: TestLog.masterKey,
            now: { .now }
        )
    }

    /// Sets a key by a delivery of its own.
    private func deliver(_ number: Int, key: String = "A") async throws {
        let sealer = openLog.sealer
        let name = ValueName.secret(key, in: FolderID(source: "hanzo", path: Self.path))
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            let (slot, fingerprint) = try sealing.seal(SecretValue("value \(number)"), as: name)
            let entry = SecretEntry(
                key: key,
                fingerprint: fingerprint,
                isBlank: false,
                version: nil,
                slot: slot
            )
            return sealing.draft(.secrets(.changed(Self.path, [.set(entry)])))
        }
        let identity = withUnsafeBytes(of: number.bigEndian) { Array($0) }
        _ = try await openLog.log.append(
            AppendRequest(source: "hanzo", identity: identity, events: [event])
        )
    }

    private func shred(key: String = "A") async throws {
        let shredding = Shredding(
            log: openLog.log,
            state: openLog.state,
            sealer: openLog.sealer
        )
        let found = try await shredding.find(.secret(Self.path, key: key))
        try await shredding.shred(found, by: Actor(type: "server"))
    }

    private func audit() async throws -> AuditReport {
        try await LogAudit.run(
            dataDirectory: directory,
            masterKeys: { [TestLog.masterKey] },
            checkpoints: []
        )
    }

    @Test func `a piece ends where the audit's first look did`() async throws {
        for number in 0..<5 { try await deliver(number) }
        let log = try AuditedLog(directory: directory)
        for head in 0...5 as ClosedRange<Int64> {
            let piece = try AuditedPiece(
                0,
                of: log,
                through: head,
                postedThrough: 0,
                openLog.sealer
            )
            #expect(piece.positions.map(\.number) == Array((1...5).prefix(Int(head))))
        }
    }

    @Test func `beside a log that grows and whose values are destroyed nothing is found`()
        async throws
    {
        for number in 0..<100 { try await deliver(number) }
        let isOver = Atomic(false)
        async let writing: Void = {
            var number = 100
            while !isOver.load(ordering: .relaxed) {
                number += 1
                try await deliver(number, key: "K\(number % 3)")
                if number.isMultiple(of: 20) { try await shred(key: "K\(number / 20 % 3)") }
            }
        }()
        for _ in 0..<40 {
            let report = try await audit()
            #expect(report.problems.map { "\($0.kind.rawValue): \($0.message)" } == [])
        }
        isOver.store(true, ordering: .relaxed)
        try await writing
        #expect(try await audit().problems.isEmpty)
    }

    @Test func `beside a log whose master key is replaced nothing is found`() async throws {
        for number in 0..<100 { try await deliver(number) }
        let master = MasterKeyKeeping(
            of: openLog,
            TestLog.masterKey,
            keptIn: try DataDirectory(directory),
            newKey: nil
        )
        let first = openLog.sealer.masterKeyID
        let isOver = Atomic(false)
        let rotations = Atomic(0)
        async let rotating: Void = {
            while !isOver.load(ordering: .relaxed) {
                let rotation = try await master.rotate(by: Actor(type: "token", name: "admin"))
                #expect(rotation?.keyID == openLog.sealer.masterKeyID)
                rotations.add(1, ordering: .relaxed)
            }
        }()
        var number = 100
        while number < 140 || rotations.load(ordering: .relaxed) < 20 {
            number += 1
            try await deliver(number, key: "K\(number % 3)")
            let report = try await LogAudit.run(
                dataDirectory: directory,
                masterKeys: { master.keys },
                checkpoints: []
            )
            #expect(report.problems.map { "\($0.kind.rawValue): \($0.message)" } == [])
        }
        isOver.store(true, ordering: .relaxed)
        try await rotating
        #expect(openLog.sealer.masterKeyID != first)
        #expect(master.keys.count == 1 && master.keys.allSatisfy(openLog.sealer.isUnder))
        #expect(try await audit().problems.map(\.kind) == [.masterKey])
        let name = ValueName.secret("A", in: FolderID(source: "hanzo", path: Self.path))
        let place = SealedValueReference(position: Position(1), slot: 0)
        #expect(try openLog.vault.open(place, as: name)?.reveal() == "value 0")
    }

    @Test func `a rotation that cannot be leaves the key as it is`() async throws {
        try await deliver(1)
        let actor = Actor(type: "server")
        for (newKey, error) in [
            (nil, MasterKeyError.noNewKey),
            (SecretValue(Data(TestLog.masterKey).base64EncodedString()), .notNew),
        ] as [(SecretValue?, MasterKeyError)] {
            let master = MasterKeyKeeping(
                of: openLog,
                TestLog.masterKey,
                keptIn: nil,
                newKey: newKey
            )
            for _ in 1...2 {
                await #expect(throws: error) { _ = try await master.rotate(by: actor) }
                #expect(master.keys == [TestLog.masterKey])
            }
        }
        #expect(try await audit().problems.isEmpty)
    }

    @Test func `a key that is there although an event says otherwise is found where no server is`()
        async throws
    {
        try await deliver(1)
        let place = SealedValueReference(position: Position(1), slot: 0)
        let shredded = ValuesShredded(cause: .secret, places: [place], names: [])
        _ = try await openLog.log.append(
            AppendRequest(events: [PendingEvent(.administration(.valuesShredded(shredded)))])
        )
        let copy = directory + "-copy"
        try FileManager.default.copyItem(atPath: directory, toPath: copy)
        let report = try await LogAudit.run(
            dataDirectory: copy,
            masterKeys: { [TestLog.masterKey] },
            checkpoints: []
        )
        #expect(report.problems.map(\.kind) == [.keyNotDestroyed])
    }
}
