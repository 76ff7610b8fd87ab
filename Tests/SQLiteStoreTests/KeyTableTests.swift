import Foundation
import GRDB
import SyncModel
import Synchronization
import TestSupport
import Testing

@testable import EventLog
@testable import SQLiteStore

/// Key tables are written anew in small steps, beside appends, and nothing of what went stays in a
/// file.
@Suite struct KeyTableTests {
    /// More than several steps take.
    private static let count = 2_300

    private let files: TestLog
    private let log: EventLog

    init() throws {
        files = try TestLog()
        log = try files.open()
    }

    private static func name(_ number: Int) -> ValueName {
        .apiKey(connectionID: "c\(number)")
    }

    /// 32 bytes that occur nowhere else; `kind` 1 stands for a value's, 2 for a name's.
    private static func key(_ number: Int, _ kind: UInt8) -> [UInt8] {
        let mark = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(kind)
        return (0..<4)
            .flatMap { word in
                withUnsafeBytes(of: (mark ^ UInt64(word) << 60).bigEndian) { Array($0) }
            }
    }

    /// Appends an event with one value and one name, both with keys of their own.
    private func append(_ number: Int) async throws {
        let draft = EventDraft(
            body: .delivery(.ignored(type: "t", reason: "\(number)")),
            sealedValues: [
                SealedValue(ciphertext: [1], wrappedKey: Self.key(number, 1))
            ],
            newFingerprintKeys: [Self.name(number): Self.key(number, 2)]
        )
        _ = try await log.append(AppendRequest(events: [PendingEvent { _ in draft }]))
    }

    private func destroy(_ numbers: some Sequence<Int>) throws {
        try log.destroyKeys(
            at: numbers.map { SealedValueReference(position: Position(Int64($0)), slot: 0) },
            of: numbers.map(Self.name),
            unusedThrough: log.head,
            namesIn: { _ in [] },
            forget: { _ in }
        )
    }

    private func isKept(_ number: Int) throws -> [Bool] {
        let place = SealedValueReference(position: Position(Int64(number)), slot: 0)
        return [
            try log.reader.sealedValue(at: place)?.wrappedKey == Self.key(number, 1),
            try log.reader.fingerprintKey(for: Self.name(number)) == Self.key(number, 2),
        ]
    }

    /// Which of some keys stand in a file of the log.
    private func remains(of numbers: [Int]) throws -> [Int] {
        let bytes = try ["", "-wal"]
            .map { suffix in
                try Data(
                    contentsOf: URL(fileURLWithPath: files.directory + "/events.sqlite" + suffix)
                )
            }
        return numbers.filter { number in
            bytes.contains { data in
                [1, 2].contains { data.range(of: Data(Self.key(number, $0))) != nil }
            }
        }
    }

    @Test
    func `of destroyed keys no byte stays, and every other key is kept, also what came meanwhile`()
        async throws
    {
        let scattered = Array(stride(from: 1, through: Self.count, by: 97))
        for number in 1...Self.count { try await append(number) }
        #expect(try remains(of: scattered) == scattered)
        let isDone = Mutex(false)
        let log = log
        let destroying = Task.detached {
            defer { isDone.withLock { $0 = true } }
            try log.destroyKeys(
                at: scattered.map {
                    SealedValueReference(position: Position(Int64($0)), slot: 0)
                },
                of: scattered.map(Self.name),
                unusedThrough: log.head,
                namesIn: { _ in [] },
                forget: { _ in }
            )
        }
        var last = Self.count
        while !isDone.withLock(\.self) {
            last += 1
            try await append(last)
            // What is counted now is no longer right once keys are gone.
            #expect(try log.reader.keyCounts().dataKeys >= last - scattered.count)
        }
        try await destroying.value
        #expect(try remains(of: scattered) == [])
        for number in 1...last {
            let kept = !scattered.contains(number)
            #expect(try isKept(number) == [kept, kept], "\(number)")
        }
        #expect(try log.reader.keyCounts() == (last - scattered.count, last - scattered.count))
        #expect(try AuditedLog(directory: files.directory).changedObjects == [])
    }

    @Test func `tables that were written anew many times are as made`() async throws {
        for number in 1...5 { try await append(number) }
        for number in 1...4 { try destroy([number]) }
        #expect(
            try (1...5).map(isKept) == [
                [false, false], [false, false], [false, false],
                [false, false], [true, true],
            ]
        )
        #expect(try AuditedLog(directory: files.directory).changedObjects == [])
        try log.replaceKeys(Self.reversal)
        #expect(try log.reader.fingerprintKey(for: Self.name(5)) == Self.key(5, 2).reversed())
        #expect(try remains(of: [5]) == [])
        #expect(try AuditedLog(directory: files.directory).changedObjects == [])
    }

    /// Every key reversed.
    private static let reversal = KeyReplacement(
        identity: [9],
        data: { _, old in old.reversed() },
        fingerprint: { _, old in old.reversed() }
    )

    @Test
    func `of replaced keys no byte stays, and all are replaced, also those that came meanwhile`()
        async throws
    {
        for number in 1...Self.count { try await append(number) }
        let isDone = Mutex(false)
        let log = log
        let replacing = Task.detached {
            defer { isDone.withLock { $0 = true } }
            try log.replaceKeys(Self.reversal)
        }
        var last = Self.count
        while !isDone.withLock(\.self) {
            last += 1
            try await append(last)
        }
        try await replacing.value
        // What was appended after the replacement came with the old form of its keys.
        let (places, names) = (1...last)
            .reduce(into: ([Int](), [Int]())) { found, number in
                let place = SealedValueReference(position: Position(Int64(number)), slot: 0)
                let data = try? log.reader.sealedValue(at: place)?.wrappedKey
                let name = try? log.reader.fingerprintKey(for: Self.name(number))
                if data == Self.key(number, 1).reversed() { found.0.append(number) }
                if name == Self.key(number, 2).reversed() { found.1.append(number) }
            }
        #expect(places.count >= Self.count && places == names)
        #expect(places == Array(1...places.count))
        #expect(try remains(of: places) == [])
        #expect(try (places.count + 1..<last + 1).allSatisfy { try isKept($0) == [true, true] })
        #expect(try log.reader.keyCounts() == (last, last))
        #expect(try AuditedLog(directory: files.directory).changedObjects == [])
    }

    @Test func `a key that cannot be replaced is told with its reason, and appends go on`()
        async throws
    {
        struct Foreign: Error, CustomStringConvertible {
            var description: String { "of another log" }
        }
        for number in 1...3 { try await append(number) }
        let failing = KeyReplacement(
            identity: [9],
            data: { place, old in
                if place.position == Position(2) { throw Foreign() }
                return old
            },
            fingerprint: { _, old in old },
            onReplaced: { Issue.record("nothing was replaced") }
        )
        let error = #expect(throws: EventLogError.self) { try log.replaceKeys(failing) }
        #expect(error?.message.contains("so none was: of another log") == true)
        #expect(error?.hint.contains("audit verify") == true)
        try await append(4)
        #expect(try (1...4).allSatisfy { try isKept($0) == [true, true] })
        #expect(try AuditedLog(directory: files.directory).changedObjects == [])
    }

    /// Lets the database grow by so many pages from now on.
    private func limit(pages: Int) throws {
        let store = try #require(log.store as? SQLiteStore)
        try store.onWriter { database in
            let count = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(count + pages)")
        }
    }

    @Test(arguments: [false, true])
    func `on a full disk nothing is replaced or destroyed, and with room again appends go on`(
        isDestruction: Bool
    ) async throws {
        for number in 1...Self.count { try await append(number) }
        try limit(pages: 20)
        let error = #expect(throws: EventLogError.self) {
            if isDestruction { try destroy([1]) } else { try log.replaceKeys(Self.reversal) }
        }
        #expect(error?.message.contains("full") == true)
        // Appends need no more room than ever, so the next one does not fail for the copy.
        try limit(pages: 1_000_000)
        try await append(Self.count + 1)
        #expect(try [1, Self.count, Self.count + 1].allSatisfy { try isKept($0) == [true, true] })
        #expect(try AuditedLog(directory: files.directory).changedObjects == [])
        try log.replaceKeys(Self.reversal)
        #expect(try remains(of: [1, Self.count + 1]) == [])
    }

    @Test func `appends go on where what a failed replacement left cannot be removed`()
        async throws
    {
        struct Stop: Error {}
        for number in 1...Self.count { try await append(number) }
        let store = try #require(log.store as? SQLiteStore)
        let isHindered = Mutex(false)
        // As on a disk without any room: nothing of the second table can be removed. It gets its
        // turn between two steps, as soon as there is such a table.
        let hindering = Task(executorPreference: BackgroundThread()) {
            try await eventually("there is a second table") {
                let isThere: Void? = try? store.onWriter { database in
                    try database.execute(
                        sql: """
                            CREATE TEMP TRIGGER no_room BEFORE DELETE ON main.data_keys_next
                            BEGIN SELECT RAISE(FAIL, 'no room'); END
                            """
                    )
                }
                return isThere != nil
            }
            isHindered.withLock { $0 = true }
        }
        let failing = KeyReplacement(
            identity: [9],
            data: { _, old in old },
            fingerprint: { _, old in
                if isHindered.withLock(\.self) { throw Stop() }
                return old
            },
            onReplaced: { Issue.record("nothing was replaced") }
        )
        #expect(throws: EventLogError.self) { try log.replaceKeys(failing) }
        try await hindering.value
        try await append(Self.count + 1)
        #expect(try isKept(Self.count + 1) == [true, true])
        try store.onWriter { try $0.execute(sql: "DROP TRIGGER temp.no_room") }
        try log.replaceKeys(Self.reversal)
        #expect(try remains(of: [1, Self.count + 1]) == [])
        #expect(try AuditedLog(directory: files.directory).changedObjects == [])
    }

    /// A destruction that was cut off, with a destroyed key in what it left.
    private func cutOff() throws {
        try files.execute(
            """
            CREATE TABLE data_keys_next (
                position INTEGER NOT NULL, slot INTEGER NOT NULL, wrapped BLOB NOT NULL,
                PRIMARY KEY (position, slot)
            ) STRICT, WITHOUT ROWID;
            INSERT INTO data_keys_next SELECT * FROM data_keys WHERE position > 1;
            ALTER TABLE data_keys RENAME TO data_keys_old;
            ALTER TABLE data_keys_next RENAME TO data_keys;
            """
        )
    }

    @Test
    func `what a cut-off destruction left is no damage, and a copy or the next one erases it`()
        async throws
    {
        for number in 1...3 { try await append(number) }
        try cutOff()
        #expect(try AuditedLog(directory: files.directory).changedObjects == [])
        let copy = temporaryPath("copy")
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try SQLiteReader.open(directory: files.directory).copy(to: copy)
        let mark = Data(Self.key(1, 1))
        #expect(try Data(contentsOf: URL(fileURLWithPath: copy)).range(of: mark) == nil)
        try log.eraseKeys()
        let file = URL(fileURLWithPath: files.directory + "/events.sqlite")
        #expect(try Data(contentsOf: file).range(of: mark) == nil)
        #expect(
            try files.count(
                "SELECT count(*) FROM sqlite_schema WHERE name LIKE '%\\_old'"
                    + " ESCAPE '\\'"
            ) == 0
        )
    }

    @Test func `a table of another form under an extra table's name is damage`() async throws {
        try files.execute("CREATE TABLE data_keys_old (position INTEGER)")
        #expect(
            try AuditedLog(directory: files.directory).changedObjects == ["data_keys_old"]
        )
    }

    @Test func `a start erases what a cut-off destruction left`() async throws {
        let files = try TestLog()
        try await {
            let log = try files.open()
            let draft = EventDraft(body: .delivery(.ignored(type: "t", reason: "r")))
            _ = try await log.append(AppendRequest(events: [PendingEvent { _ in draft }]))
            await log.close()
        }()
        try files.execute(
            """
            CREATE TABLE fingerprint_keys_next (
                name TEXT PRIMARY KEY, wrapped BLOB NOT NULL
            ) STRICT, WITHOUT ROWID;
            """
        )
        let log = try await files.reopen()
        #expect(
            try files.count("SELECT count(*) FROM sqlite_schema WHERE name LIKE '%next'") == 0
        )
        #expect(log.head == Position(1))
    }
}
