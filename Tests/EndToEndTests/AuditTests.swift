import Encodings
import Foundation
import GRDB
import SyncModel
import Testing

/// A good log, and copies of it in each of which one thing was changed behind the server's back.
@Suite(.timeLimit(.minutes(10))) struct AuditTests {
    private struct Report {
        let status: Int32
        let json: JSONValue

        var kinds: [String] {
            (json["problems"]?.array ?? []).compactMap { $0["kind"]?.string }
        }
    }

    /// One way to change a log, and what an audit calls it.
    struct Tampering: Sendable, CustomTestStringConvertible {
        let name: String
        let sql: String
        let kind: String

        var testDescription: String { name }
    }

    private static let tamperings = [
        Tampering(
            name: "a column changed",
            sql: "UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 4",
            kind: "column-differs"
        ),
        Tampering(
            name: "an envelope changed",
            sql: "UPDATE events SET envelope = CAST(replace(CAST(envelope AS TEXT), 'evt-2', "
                + "'evt-9') AS BLOB) WHERE instr(envelope, CAST('evt-2' AS BLOB)) > 0",
            kind: "leaf-differs"
        ),
        Tampering(
            name: "an event deleted",
            sql: "DELETE FROM events WHERE position = 4",
            kind: "position-gap"
        ),
        Tampering(
            name: "an event inserted",
            sql: "INSERT INTO events SELECT (SELECT max(position) + 1 FROM events), recorded_at, "
                + "type, source, sync, envelope, ciphertexts, leaf FROM events WHERE position = 4",
            kind: "position-differs"
        ),
        Tampering(
            name: "two events exchanged",
            sql: "CREATE TEMP TABLE two AS SELECT * FROM events WHERE position IN (4, 5);"
                + "DELETE FROM events WHERE position IN (4, 5);"
                + "INSERT INTO events SELECT 9 - position, recorded_at, type, source, sync, "
                + "envelope, ciphertexts, leaf FROM two ORDER BY position DESC",
            kind: "position-differs"
        ),
        Tampering(
            name: "the end cut off",
            sql: "DELETE FROM events WHERE position = (SELECT max(position) FROM events)",
            kind: "log-truncated"
        ),
        Tampering(
            name: "an event and its leaf written anew",
            sql: "UPDATE events SET leaf = (SELECT leaf FROM events WHERE position = 3), "
                + "envelope = (SELECT envelope FROM events WHERE position = 3) WHERE position = 4",
            kind: "checkpoint-differs"
        ),
        Tampering(
            name: "a ciphertext changed",
            sql: "UPDATE events SET ciphertexts = CAST(substr(ciphertexts, 1, "
                + "length(ciphertexts) - 1) || CASE substr(ciphertexts, -1) "
                + "WHEN x'00' THEN x'01' ELSE x'00' END AS BLOB) WHERE position = 1",
            kind: "ciphertext-differs"
        ),
        Tampering(
            name: "a trigger dropped",
            sql: "DROP TRIGGER events_delete",
            kind: "schema-changed"
        ),
        Tampering(
            name: "two data keys exchanged",
            sql: "CREATE TEMP TABLE two AS SELECT position, wrapped FROM data_keys "
                + "ORDER BY position LIMIT 2;"
                + "UPDATE data_keys SET wrapped = (SELECT wrapped FROM two "
                + "WHERE two.position <> data_keys.position) "
                + "WHERE position IN (SELECT position FROM two)",
            kind: "key-differs"
        ),
        Tampering(
            name: "a delivery forgotten",
            sql: "DELETE FROM identity_arrivals "
                + "WHERE number = (SELECT max(number) FROM identity_arrivals)",
            kind: "identity-missing"
        ),
        Tampering(
            name: "a delivery remembered at another place",
            sql: "UPDATE identity_arrivals SET position = 1 "
                + "WHERE number = (SELECT max(number) FROM identity_arrivals)",
            kind: "identity-missing"
        ),
        Tampering(
            name: "a delivery remembered that never was",
            sql: "INSERT INTO identities SELECT randomblob(32), max(position) FROM events",
            kind: "identity-differs"
        ),
        Tampering(
            name: "deliveries marked as sorted in that are not",
            sql: "UPDATE identity_settlement SET through = 1",
            kind: "identity-differs"
        ),
        Tampering(
            name: "two fingerprint keys exchanged",
            sql: "CREATE TEMP TABLE two AS SELECT name, wrapped FROM fingerprint_keys "
                + "ORDER BY name LIMIT 2;"
                + "UPDATE fingerprint_keys SET wrapped = (SELECT wrapped FROM two "
                + "WHERE two.name <> fingerprint_keys.name) WHERE name IN (SELECT name FROM two)",
            kind: "fingerprint-key-differs"
        ),
        Tampering(
            name: "a fingerprint key deleted",
            sql: "DELETE FROM fingerprint_keys WHERE name LIKE '%:secret%'",
            kind: "fingerprint-key-differs"
        ),
        Tampering(
            name: "the log's id changed",
            sql: "UPDATE log SET id = zeroblob(16)",
            kind: "checkpoint-signature"
        ),
        Tampering(
            name: "the log's identity deleted",
            sql: "DELETE FROM log",
            kind: "log-identity"
        ),
        Tampering(
            name: "what is remembered of a delivery changed",
            sql: "UPDATE identity_arrivals SET identity = CAST(substr(identity, 1, 31) "
                + "|| CASE substr(identity, -1) WHEN x'00' THEN x'01' ELSE x'00' END AS BLOB) "
                + "WHERE number = (SELECT max(number) FROM identity_arrivals)",
            kind: "identity-differs"
        ),
        Tampering(
            name: "the file's version changed",
            sql: "PRAGMA user_version = 1",
            kind: "schema-changed"
        ),
        Tampering(
            name: "a table added",
            sql: "CREATE TABLE more (text TEXT)",
            kind: "schema-changed"
        ),
        Tampering(
            name: "a data key deleted",
            sql: "DELETE FROM data_keys WHERE position = 1",
            kind: "key-missing"
        ),
    ]

    /// A stopped server's directory, its checkpoint and its public key.
    private let data: String
    private let checkpoint: String
    private let key: String

    init() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        let sync = try await bench.setUp(server)
        for id in ["evt-1", "evt-2", "evt-3"] {
            _ = try await bench.deliver(id: id, [Workbench.set("A", id)], to: server)
        }
        // The log ends with a push, whose last event nothing else remembers.
        _ = try await bench.push(sync, on: server)
        #expect(await server.stop() == 0)
        data = bench.data
        (checkpoint, key) = (data + ".checkpoint", data + ".key")
        for (verb, file) in [("checkpoint", checkpoint), ("public-key", key)] {
            let (status, said) = try await runProgram(["audit", verb, "--data", data])
            #expect(status == 0, "\(said)")
            try said.write(toFile: file, atomically: true, encoding: .utf8)
        }
    }

    private func audit(_ directory: String, _ more: String...) async throws -> Report {
        let (status, said) = try await runProgram(
            ["audit", "verify", "--data", directory, "-o", "json"] + more
        )
        let json = said.split(separator: "\n").first { $0.hasPrefix("{") } ?? ""
        return Report(status: status, json: try JSONValue.parse(Array(json.utf8)))
    }

    private func copy() throws -> String {
        let copy = data + "-copy-" + UUID().uuidString
        try FileManager.default.copyItem(atPath: data, toPath: copy)
        return copy
    }

    /// Changes a log as somebody would who has the file: the guards taken away and put back.
    private func tamper(_ directory: String, _ sql: String) throws {
        let queue = try DatabaseQueue(path: directory + "/events.sqlite")
        try queue.writeWithoutTransaction { database in
            let guards = try Row.fetchAll(
                database,
                sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
            )
            let isAboutGuards = sql.hasPrefix("DROP TRIGGER")
            if !isAboutGuards {
                for row in guards {
                    try database.execute(sql: "DROP TRIGGER \(row["name"] as String)")
                }
            }
            try database.execute(sql: sql)
            if !isAboutGuards {
                for row in guards { try database.execute(sql: row["sql"]) }
            }
        }
        try queue.close()
    }

    @Test func `a good log is as recorded, also against its earlier checkpoint and without keys`()
        async throws
    {
        let report = try await audit(data, "--checkpoint", checkpoint)
        #expect(report.status == 0, "\(report.json.text)")
        #expect(report.json["ok"]?.bool == true)
        let bare = try copy()
        for file in ["master.key", "checkpoint.key"] {
            try FileManager.default.removeItem(atPath: bare + "/" + file)
        }
        let offline = try await audit(bare, "--checkpoint", checkpoint, "--public-key", key)
        #expect(offline.status == 0)
        #expect(offline.json["rootHash"] == report.json["rootHash"])
        #expect(offline.json["stateHash"] == report.json["stateHash"])
    }

    @Test(arguments: tamperings)
    func `what was changed is found and named`(tampering: Tampering) async throws {
        let copy = try copy()
        try tamper(copy, tampering.sql)
        let report = try await audit(copy, "--checkpoint", checkpoint)
        #expect(report.status == 2, "\(report.json.text)")
        #expect(report.kinds.contains(tampering.kind), "\(report.kinds)")
    }

    @Test func `a cut off end is found only against a checkpoint from elsewhere`() async throws {
        let copy = try copy()
        try tamper(
            copy,
            "DELETE FROM data_keys WHERE position = (SELECT max(position) FROM events);"
                + "DELETE FROM events WHERE position = (SELECT max(position) FROM events)"
        )
        #expect(try await audit(copy).kinds == ["log-truncated"])
        try FileManager.default.removeItem(atPath: copy + "/checkpoint")
        #expect(try await audit(copy).status == 0)
        #expect(try await audit(copy, "--checkpoint", checkpoint).kinds == ["log-truncated"])
    }

    @Test func `the directory's checkpoint exchanged for another log's is found`() async throws {
        let copy = try copy()
        let own = copy + "/checkpoint"
        let text = try String(contentsOfFile: own, encoding: .utf8)
        for (old, new) in [("checkly-sync/", "checkly-sync/0"), ("\u{2014} c", "\u{2014} x")] {
            try text.replacingOccurrences(of: old, with: new)
                .write(toFile: own, atomically: true, encoding: .utf8)
            #expect(try await audit(copy).kinds == ["checkpoint-signature"])
        }
    }

    @Test func `a kept state that was changed is left aside and changes nothing`() async throws {
        let copy = try copy()
        let report = try await audit(copy, "--checkpoint", checkpoint)
        try tamper(copy, "UPDATE snapshots SET state = CAST('x' || state AS BLOB)")
        #expect(
            try await audit(copy, "--checkpoint", checkpoint).json["stateHash"]
                == report.json["stateHash"]
        )
        let (status, said) = try await runProgram(["replay", "--data", copy, "-o", "json"])
        #expect(status == 0)
        #expect(said.contains(report.json["stateHash"]?.string ?? "none"), "\(said)")
    }

    @Test func `another's checkpoint is refused`() async throws {
        let text = try String(contentsOfFile: checkpoint, encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let forged = data + ".forged"
        let changed = [lines[0], "1", lines[2]] + lines[3...]
        try changed.joined(separator: "\n").write(toFile: forged, atomically: true, encoding: .utf8)
        #expect(try await audit(data, "--checkpoint", forged).kinds == ["checkpoint-signature"])
    }

    @Test func `a proof is checked without the log, and changed it does not hold`() async throws {
        let proof = try await runProgram(["audit", "proof", "3", "--data", data])
        #expect(proof.status == 0)
        let file = data + ".tlog-proof"
        try proof.said.write(toFile: file, atomically: true, encoding: .utf8)
        let verify = ["audit", "verify-proof", file, "--public-key", key, "-o", "json"]
        let checked = try await runProgram(verify)
        #expect(checked.status == 0)
        #expect(checked.said.contains(#""position":3"#))
        try proof.said.replacingOccurrences(of: "index 2", with: "index 1")
            .write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try await runProgram(verify).status == 2)
        #expect(try await runProgram(["audit", "proof", "999", "--data", data]).status == 1)
    }
}
