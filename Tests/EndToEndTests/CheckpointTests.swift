import Foundation
import OutboundHTTP
import SyncModel
import Testing
import Transparency

/// Checkpoints of a running server: served, kept in files, and never of two histories.
@Suite struct CheckpointTests {
    private func get(
        _ path: String,
        _ bench: Workbench,
        _ server: ServerProcess,
        token: String = Workbench.token
    ) async throws -> (status: Int, text: String) {
        let response = try await bench.transport.send(
            OutboundRequest(
                method: "GET",
                url: "http://127.0.0.1:\(server.ports.admin)/api/v1/audit/\(path)",
                headers: [("authorization", "Bearer \(token)")]
            )
        )
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }

    @Test func `a running server serves checkpoints and proofs that its key verifies`()
        async throws
    {
        let bench = try await Workbench()
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        _ = try await bench.deliver(id: "evt-1", [Workbench.set("A", "1")], to: server)
        #expect(try await get("checkpoint", bench, server, token: "another").status == 401)
        let line = try await get("public-key", bench, server).text
        let key = try #require(NoteVerifierKey(line.trimmingCharacters(in: .newlines)))
        let note = try #require(SignedNote(try await get("checkpoint", bench, server).text))
        #expect(note.isSigned(by: key))
        let text = try await get("proof?position=4", bench, server).text
        let proof = try #require(LogProof(text))
        #expect(proof.isValid(for: key))
        #expect(proof.index == 3)
        #expect(try await get("proof?position=4000", bench, server).status == 404)
        for wrong in ["proof", "proof?position=0", "proof?position=x"] {
            #expect(try await get(wrong, bench, server).status == 422, "\(wrong)")
        }
    }

    @Test func `the newest checkpoint is written where it is told, and covers all at the end`()
        async throws
    {
        let bench = try await Workbench()
        let shipped = bench.data + ".shipped"
        let server = try await bench.start(arguments: ["--checkpoint-file", shipped])
        _ = try await bench.setUp(server)
        _ = try await bench.deliver(id: "evt-1", [Workbench.set("A", "1")], to: server)
        #expect(await server.stop() == 0)
        let text = try String(contentsOfFile: shipped, encoding: .utf8)
        #expect(text == (try String(contentsOfFile: bench.data + "/checkpoint", encoding: .utf8)))
        let (status, said) = try await runProgram([
            "audit", "verify", "--data", bench.data, "--checkpoint", shipped, "-o", "json",
        ])
        #expect(status == 0, "\(said)")
        let head = try #require(SignedNote(text).flatMap { Checkpoint($0.text) })
        #expect(said.contains(#""size":\#(head.size)"#), "\(said)")
    }

    @Test func `what is kept of the tree is only a cache`() async throws {
        let bench = try await Workbench()
        let first = try await bench.start()
        _ = try await bench.setUp(first)
        #expect(await first.stop() == 0)
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: bench.data + "/checkpoint.tiles"))
        let second = try await bench.start()
        _ = try await bench.deliver(id: "evt-1", [Workbench.set("A", "1")], to: second)
        #expect(await second.stop() == 0)
        let (status, said) = try await runProgram(["audit", "verify", "--data", bench.data])
        #expect(status == 0, "\(said)")
    }

    @Test func `a log that was put back gets no second history signed`() async throws {
        let bench = try await Workbench()
        let first = try await bench.start()
        _ = try await bench.setUp(first)
        #expect(await first.stop() == 0)
        let old = bench.data + ".old"
        try FileManager.default.copyItem(atPath: bench.data, toPath: old)
        let second = try await bench.start()
        for id in ["evt-1", "evt-2"] {
            _ = try await bench.deliver(id: id, [Workbench.set("A", id)], to: second)
        }
        #expect(await second.stop() == 0)
        for file in ["events.sqlite", "events.sqlite-wal", "events.sqlite-shm"] {
            let (here, there) = (bench.data + "/" + file, old + "/" + file)
            try? FileManager.default.removeItem(atPath: here)
            try? FileManager.default.copyItem(atPath: there, toPath: here)
        }
        let signed = try String(contentsOfFile: bench.data + "/checkpoint", encoding: .utf8)
        let third = try await bench.start()
        #expect(try await get("proof?position=1", bench, third).status == 503)
        #expect(await third.stop() == 0)
        #expect(third.said.contains("checkpoint not signed"))
        #expect(
            signed == (try String(contentsOfFile: bench.data + "/checkpoint", encoding: .utf8))
        )
    }
}
