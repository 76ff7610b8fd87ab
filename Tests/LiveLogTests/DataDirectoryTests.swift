import EventLog
import Foundation
import SyncModel
import TestSupport
import Testing

@testable import LiveLog

/// Data directories and key files that are links, as service managers and container platforms give
/// them.
@Suite struct DataDirectoryTests {
    private let files = FileManager.default
    private let base = temporaryPath("data")

    /// A directory, a key file that lies elsewhere, and links to both.
    private func makeLinks(directoryMode: Int, keyMode: Int) throws {
        for (path, mode) in [("/real", directoryMode), ("/secrets", 0o755)] {
            try files.createDirectory(atPath: base + path, withIntermediateDirectories: true)
            try files.setAttributes([.posixPermissions: mode], ofItemAtPath: base + path)
        }
        try Data(Data(repeating: 7, count: 32).base64EncodedString().utf8)
            .write(to: URL(fileURLWithPath: base + "/secrets/master.key"))
        try files.setAttributes(
            [.posixPermissions: keyMode],
            ofItemAtPath: base + "/secrets/master.key"
        )
        try files.createSymbolicLink(atPath: base + "/link", withDestinationPath: base + "/real")
        try files.createSymbolicLink(
            atPath: base + "/real/master.key",
            withDestinationPath: base + "/secrets/master.key"
        )
    }

    @Test func `a directory and a key file may be links to private ones`() throws {
        try makeLinks(directoryMode: 0o700, keyMode: 0o400)
        let key = try DataDirectory(base + "/link").masterKey(given: nil)
        #expect(key == [UInt8](repeating: 7, count: 32))
    }

    @Test func `a link to a directory that others can read is refused`() throws {
        try makeLinks(directoryMode: 0o750, keyMode: 0o600)
        #expect(throws: DataDirectoryError.permissions(path: base + "/link")) {
            try DataDirectory(base + "/link")
        }
    }

    @Test func `a link to a key that others can read is refused`() throws {
        try makeLinks(directoryMode: 0o700, keyMode: 0o640)
        let directory = try DataDirectory(base + "/real")
        #expect(throws: DataDirectoryError.permissions(path: base + "/real/master.key")) {
            try directory.masterKey(given: nil)
        }
    }

    @Test func `what a crash left of a key stands in nobody's way and shows the key to nobody`()
        throws
    {
        let directory = try DataDirectory(base + "/new")
        let draft = base + "/new/admin.token.draft"
        #expect(files.createFile(atPath: draft, contents: Data("half a tok".utf8)))
        try files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: draft)
        let token = try directory.adminToken(given: nil)
        let found = try files.attributesOfItem(atPath: base + "/new/admin.token")
        #expect(found[.posixPermissions] as? Int == 0o600)
        #expect(token.reveal().utf8.count == 44)
        #expect(!files.fileExists(atPath: draft))
    }

    /// What may have happened to the log of a server that ran.
    enum Absence: CaseIterable, Sendable {
        case missing, emptied, withoutTables
    }

    @Test(arguments: Absence.allCases, [["checkpoint.key"], ["checkpoint.key", "checkpoint"]])
    func `no log is begun where one is missing`(absence: Absence, signs: [String]) async throws {
        let directory = try DataDirectory(base)
        let key = try directory.masterKey(given: nil)
        for name in signs {
            try Data("x".utf8).write(to: URL(fileURLWithPath: base + "/" + name))
        }
        let file = URL(fileURLWithPath: base + "/events.sqlite")
        switch absence {
        case .missing: break
        case .emptied: try Data().write(to: file)
        // An empty database in WAL mode, as SQLite makes it.
        case .withoutTables:
            var header = Data("SQLite format 3\0".utf8)
            // A page of 4096 bytes, read and written as of WAL mode, one page in all.
            header += [16, 0, 2, 2, 0, 64, 32, 32, 0, 0, 0, 1, 0, 0, 0, 1]
            header += Data(repeating: 0, count: 12) + [0, 0, 0, 4] + Data(repeating: 0, count: 8)
            header +=
                [0, 0, 0, 1] + Data(repeating: 0, count: 32) + [0, 0, 0, 1, 0, 46, 0x9A, 0x40]
            // The root of an empty schema.
            header += [13, 0, 0, 0, 0, 16, 0, 0]
            try (header + Data(repeating: 0, count: 4096 - header.count)).write(to: file)
        }
        #expect(throws: DataDirectoryError.logMissing(directory: base, beside: signs)) {
            try OpenLog.open(directory: directory, masterKey: key, now: { .now })
        }
        for name in signs { try files.removeItem(atPath: base + "/" + name) }
        let openLog = try OpenLog.open(directory: directory, masterKey: key, now: { .now })
        #expect(openLog.log.head == .beforeFirst)
    }

    private func make(mode: Int, file: String? = nil) throws {
        try files.createDirectory(atPath: base, withIntermediateDirectories: true)
        try files.setAttributes([.posixPermissions: mode], ofItemAtPath: base)
        if let file { try Data().write(to: URL(fileURLWithPath: base + "/" + file)) }
    }

    private func mode(of path: String) throws -> Int {
        let attributes = try files.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test(arguments: [0o755, 0o777, 0o2775], [nil, "lost+found"])
    func `an empty directory of this user's is made private`(mode: Int, file: String?) throws {
        try make(mode: mode, file: file)
        _ = try DataDirectory(base)
        #expect(try self.mode(of: base) & 0o777 == 0o700)
    }

    @Test(arguments: [0o755, 0o705, 0o750])
    func `a directory that others can read and that holds something is refused`(mode: Int) throws {
        try make(mode: mode, file: "something")
        #expect(throws: DataDirectoryError.permissions(path: base)) { try DataDirectory(base) }
        #expect(try self.mode(of: base) == mode)
    }

    @Test func `the group may have access where that is allowed, and others never`() throws {
        try make(mode: 0o2770, file: "something")
        let directory = try DataDirectory(base, allowsGroup: true)
        let key = try directory.masterKey(given: nil)
        try files.setAttributes([.posixPermissions: 0o660], ofItemAtPath: base + "/master.key")
        #expect(try directory.masterKey(given: nil) == key)
        try files.setAttributes([.posixPermissions: 0o664], ofItemAtPath: base + "/master.key")
        #expect(throws: DataDirectoryError.permissions(path: base + "/master.key")) {
            try directory.masterKey(given: nil)
        }
        try files.setAttributes([.posixPermissions: 0o2775], ofItemAtPath: base)
        #expect(throws: DataDirectoryError.permissions(path: base)) {
            try DataDirectory(base, allowsGroup: true)
        }
    }

    @Test func `a directory that cannot be made is named with what the system says`() throws {
        try files.createDirectory(atPath: base, withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: base + "/file"))
        for (path, reason) in [
            (base + "/file/data", "Not a directory"), (base + "/file", "it is not a directory"),
        ] {
            #expect(throws: DataDirectoryError.file(path: path, reason: reason)) {
                try DataDirectory(path)
            }
        }
    }

    @Test(arguments: ["master.key", "admin.token"])
    func `a key file that is no text is named`(name: String) throws {
        let directory = try DataDirectory(base)
        let path = base + "/" + name
        #expect(
            files.createFile(
                atPath: path,
                contents: Data([0xFF, 0xFE, 0x41, 0x00]),
                attributes: [.posixPermissions: 0o600]
            )
        )
        let expected = DataDirectoryError.file(path: path, reason: "it is not text in UTF-8")
        #expect(throws: expected) {
            if name == "master.key" {
                _ = try directory.masterKey(given: nil)
            } else {
                _ = try directory.adminToken(given: nil)
            }
        }
    }
}
