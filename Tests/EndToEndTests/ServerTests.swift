import AdminClient
import Encodings
import EventLog
import Foundation
import SQLiteStore
import Sandbox
import OutboundHTTP
import SyncModel
import TestSupport
import Testing

/// The built program, from outside.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ServerTests {
    @Test func `a signed change is at Checkly and a deleted key is gone`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        let sync = try await bench.setUp(server)
        let first = try await bench.deliver(
            id: "e1",
            [Workbench.set("A", "1"), Workbench.set("B", "2")],
            to: server
        )
        #expect(first?.status == 202)
        #expect(first?.answer["status"]?.string == "recorded")
        _ = try await bench.push(sync, on: server)
        #expect(
            await bench.checkly.variables(account: Workbench.account).keys.sorted() == ["A", "B"]
        )
        let delete = CanonicalValue.object(["op": .text("delete"), "key": .text("A")])
        _ = try await bench.deliver(id: "e2", [delete], to: server)
        let pushed = try await bench.push(sync, on: server)
        #expect(pushed["secretSync"]?["syncStatus"]?.string == "succeeded")
        let variables = await bench.checkly.variables(account: Workbench.account)
        #expect(variables.keys.sorted() == ["B"])
        #expect(variables["B"]?.value == "2")
        #expect(await server.stop() == 0)
    }

    @Test func `a value is found in no file, log line or answer`() async throws {
        let canary = "c4n4ry-9f2e7d"
        let bench = try await Workbench()
        let server = try await bench.start(arguments: ["--log-level", "trace"])
        let sync = try await bench.setUp(server)
        _ = try await bench.deliver(id: "e1", [Workbench.set("A", canary)], to: server)
        _ = try await bench.deliver(id: "e2", [.object(["op": .text(canary)])], to: server)
        _ = try await bench.push(sync, on: server)
        #expect(
            await bench.checkly.variables(account: Workbench.account)["A"]?.value == canary
        )
        var texts: [String] = []
        for path in [
            "/api/v1/events?limit=1000", "/api/v1/state", "/api/v1/webhook-sources",
            "/api/v1/app-connections", "/api/v1/secret-syncs/checkly/\(sync)",
            "/api/v1/secret-syncs/checkly/\(sync)/state",
        ] { texts.append(try await bench.call("GET", path, on: server).text) }
        var contents = try bench.files()
        #expect(await server.stop() == 0)
        contents.merge(try bench.files().map { ("stopped " + $0.key, $0.value) }) { $1 }
        texts.append(server.said)
        let secrets = [canary, Workbench.apiKey, Workbench.secret.reveal()]
        let forms = secrets.flatMap { [$0, Data($0.utf8).base64EncodedString()] }
        for form in forms {
            for text in texts { #expect(!text.contains(form)) }
            for (name, bytes) in contents {
                #expect(bytes.firstRange(of: Array(form.utf8)) == nil, "in \(name)")
            }
        }
    }

    @Test func `a full disk is answered 503 and what was answered 202 stays`() async throws {
        let bench = try await Workbench()
        let first = try await bench.start()
        _ = try await bench.setUp(first)
        #expect(await first.stop() == 0)
        let full = try await bench.start(fileSizeLimit: 700)
        var recorded: [String: Int64] = [:]
        var refused = 0
        for number in 0..<40 where refused < 3 {
            let id = "e\(number)"
            let change = Workbench.set("K\(number)", String(repeating: "x", count: 60_000))
            let result = try await bench.deliver(id: id, [change], to: full)
            switch result?.status {
            case 202: recorded[id] = result?.answer["position"]?.integer
            case 503:
                refused += 1
                // What was not recorded is not known either: a repetition of it is no duplicate.
                #expect(try await bench.deliver(id: id, [change], to: full)?.status == 503)
            case let status: Issue.record("answered \(status ?? 0)")
            }
        }
        #expect(refused == 3)
        #expect(!recorded.isEmpty)
        #expect(try await bench.text("/readyz", of: full).contains("log-cannot-write"))
        await full.kill()
        let after = try await bench.start()
        let again = try await bench.deliver(id: "later", [Workbench.set("A", "1")], to: after)
        #expect(again?.status == 202)
        #expect(await after.stop() == 0)
        let reader = try EventReader.open(directory: bench.data)
        var found: [String: Int64] = [:]
        try reader.forEach(after: .beforeFirst) { event in
            if let id = event.deliveryID { found[id] = event.position.number }
        }
        for (id, position) in recorded { #expect(found[id] == position) }
    }

    @Test func `a second server on the directory is told who holds it`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        let error = await #expect(throws: ServerProcess.Ended.self) { try await bench.start() }
        #expect(error?.said.contains("log-locked: The log is in use by process") == true)
        #expect(error?.said.contains("\(server.identifier)") == true)
    }

    @Test func `a wrong master key is refused before anything is served`() async throws {
        let bench = try await Workbench()
        #expect(try await bench.start().stop() == 0)
        let other = Data(repeating: 5, count: 32).base64EncodedString()
        let error = await #expect(throws: ServerProcess.Ended.self) {
            try await ServerProcess(
                data: bench.data,
                environment: ["CHECKLY_SYNC_MASTER_KEY": other]
            )
        }
        #expect(error?.said.contains("wrong-master-key") == true)
    }

    @Test func `everything in the data directory is for its owner alone`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        for name in try bench.files().keys {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: bench.data + "/" + name
            )
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(name)")
        }
    }

    @Test func `a push that a crash cut off is taken up after the restart`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        let sync = try await bench.setUp(server)
        var faults = ChecklyFaults.none
        faults.latency = .milliseconds(30)
        await bench.checkly.setFaults(faults)
        let changes = (0..<60).map { Workbench.set("K\($0)", "v\($0)") }
        _ = try await bench.deliver(id: "e1", changes, to: server)
        try await eventually("some writes are made") { await bench.checkly.writeCount >= 8 }
        await server.kill()
        await bench.checkly.setFaults(.none)
        let again = try await bench.start()
        _ = try await bench.push(sync, on: again)
        let variables = await bench.checkly.variables(account: Workbench.account)
        #expect(variables.count == 60)
        #expect(variables["K59"]?.value == "v59")
    }

    @Test func `both sides speak HTTPS with a certificate from PEM files`() async throws {
        let bench = try await Workbench()
        let (certificate, key) = try await makeCertificate(in: bench.data + "-tls")
        defer { try? FileManager.default.removeItem(atPath: bench.data + "-tls") }
        let server = try await bench.start(
            arguments: ["--tls-certificate", certificate, "--tls-key", key])
        for port in [server.ports.webhooks, server.ports.admin] {
            let answer = try await runTool(
                "curl",
                "-sS",
                "--max-time",
                "20",
                "--cacert",
                certificate,
                "https://127.0.0.1:\(port)/healthz"
            )
            #expect(answer.contains(#""status":"ok""#))
        }
    }

    @Test func `a certificate that is none is told before anything is served`() async throws {
        let bench = try await Workbench()
        let error = await #expect(throws: ServerProcess.Ended.self) {
            try await bench.start(arguments: [
                "--tls-certificate", "/dev/null", "--tls-key", "/dev/null",
            ])
        }
        #expect(error?.said.contains("tls-file") == true)
    }

    @Test func `an address that is taken is named, and nothing crashes`() async throws {
        let first = try await Workbench()
        let server = try await first.start()
        let taken = "127.0.0.1:\(server.ports.webhooks)"
        let error = await #expect(throws: ServerProcess.Ended.self) {
            try await Workbench().start(arguments: ["--admin-listen", taken])
        }
        #expect(error?.status == 1)
        #expect(error?.said.contains("cannot-listen: Cannot listen on \(taken)") == true)
        #expect(await server.stop() == 0)
    }

    @Test func `an empty admin token is refused before anything is served`() async throws {
        let bench = try await Workbench()
        #expect(try await bench.start().stop() == 0)
        let token = bench.data + "/admin.token"
        let mode: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        #expect(FileManager.default.createFile(atPath: token, contents: Data(), attributes: mode))
        let error = await #expect(throws: ServerProcess.Ended.self) {
            try await ServerProcess(data: bench.data)
        }
        #expect(error?.said.contains("the admin token") == true)
    }

    @Test func `waiting for a push that has nothing to do ends at once`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        let sync = try await bench.setUp(server)
        let answer = try await bench.push(sync, on: server)
        #expect(answer["secretSync"]?["syncStatus"]?.string == "pending")
        #expect(await bench.checkly.writeCount == 0)
        #expect(await server.stop() == 0)
    }

    @Test func `a plan is shown, carried out exactly, and refused when it is outdated`()
        async throws
    {
        let bench = try await Workbench()
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        func program(_ arguments: String...) async throws -> (status: Int32, said: String) {
            try await runProgram(
                arguments + ["--server", "http://127.0.0.1:\(server.ports.admin)"],
                environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
            )
        }
        #expect(try await program("syncs", "update", "bench", "--no-auto-sync").status == 0)
        let changes = [Workbench.set("A", "1"), Workbench.set("B", "2")]
        _ = try await bench.deliver(id: "evt-1", changes, to: server)

        let plan = try await program("plan", "bench")
        #expect(plan.status == 2)
        #expect(plan.said.contains("+ A  (new in source, event "))
        #expect(plan.said.contains("Plan: 2 to create, 0 to update, 0 to delete"))
        #expect(await bench.checkly.writeCount == 0)
        let command = try #require(plan.said.firstMatch(of: /checkly-sync apply (\S+)/))
        let id = String(command.output.1)
        let applied = try await program("apply", id)
        #expect(applied.status == 0)
        let values = await bench.checkly.variables(account: Workbench.account)
        #expect(values.mapValues(\.value) == ["A": "1", "B": "2"])
        #expect(try await program("plan", "bench").status == 0)

        let again = try await program("apply", id)
        #expect(again.status == 1)
        #expect(again.said.contains("plan-outdated"))

        // What another sync owns is nothing to change, but something to settle.
        let other = try await program(
            "syncs",
            "create",
            "second",
            "--connection=bench",
            "--project=p",
            "--environment=dev",
            "--path=/app",
            "--account=\(Workbench.account)",
            "--no-group",
            "--no-auto-sync"
        )
        #expect(other.status == 0, "\(other.said)")
        let conflict = try await program("plan", "second")
        #expect(conflict.said.contains("0 to delete, 0 unchanged, 0 skipped, 2 in conflict"))
        #expect(conflict.status == 2, "\(conflict.said)")
        #expect(await server.stop() == 0)
    }

    /// A line of Prometheus' text format: a name, labels in which quotes are escaped, a number.
    private static var sample: Regex<Substring> {
        #/[a-z_]+(?:\{[a-z]+="(?:[^"\\]|\\.)*"(?:,[a-z]+="(?:[^"\\]|\\.)*")*\})? [-0-9.e]+/#
    }

    @Test func `whatever an account is called, the metrics stay well-formed`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        let sync = try await bench.setUp(server)
        let path = "/api/v1/secret-syncs/checkly/" + sync
        func move(to account: String) async throws -> JSONValue {
            let destination = CanonicalValue.object(["accountId": .text(account)])
            return try await bench.call(
                "PATCH",
                path,
                .object(["destinationConfig": destination]),
                on: server
            )
        }
        for control in ["\n", "\r\n", "\u{0}", "\u{7F}", "\u{85}"] {
            #expect(try await move(to: "a\(control)b")["statusCode"]?.integer == 422)
        }
        let answer = try await move(to: "a\"b\\c\"\u{301}d 9")
        #expect(answer["secretSync"] != nil, "\(answer.text)")
        let metrics = try await bench.text("/metrics", of: server)
        #expect(metrics.contains(#"account="a\"b\\c\"\#u{301}d 9""#))
        for line in metrics.split(separator: "\n") where !line.hasPrefix("#") {
            #expect(line.wholeMatch(of: Self.sample) != nil, "\(line)")
        }
        #expect(await server.stop() == 0)
    }

    @Test func `a backup of a running server is whole, and one that was changed is not restored`()
        async throws
    {
        let bench = try await Workbench()
        let server = try await bench.start()
        let sync = try await bench.setUp(server)
        _ = try await bench.deliver(id: "evt-1", [Workbench.set("A", "first")], to: server)
        _ = try await bench.push(sync, on: server)
        let (data, copy) = (bench.data, bench.data + "-backup")
        let full = try await runProgram(["backup", copy, "--data", data], fileSizeLimit: 16)
        #expect(full.status == 1, "\(full.said)")
        #expect(!FileManager.default.fileExists(atPath: copy + "/events.sqlite"))
        let backup = try await runProgram(["backup", copy, "--data", data, "-o", "json"])
        #expect(backup.status == 0, "\(backup.said)")
        let metrics = try await bench.text("/metrics", of: server)
        #expect(metrics.contains(#"checkly_sync_variables_total{outcome="written"} 1"#))
        #expect(metrics.contains(#"checkly_sync_deliveries_total{source="bench",status="202"}"#))
        #expect(metrics.contains("checkly_sync_delivery_to_checkly_seconds_count 1"))
        #expect(!metrics.contains("first"))
        for line in metrics.split(separator: "\n") where !line.hasPrefix("#") {
            #expect(line.wholeMatch(of: Self.sample) != nil, "\(line)")
        }
        #expect(await server.stop() == 0)

        let restored = bench.data + "-restored"
        let restore = try await runProgram(["restore", copy, "--data", restored, "-o", "json"])
        #expect(restore.status == 0, "\(restore.said)")
        let again = try await runProgram(["restore", copy, "--data", restored])
        #expect(again.status == 1)
        let state = try await runProgram([
            "replay", "--data", restored, "--from-zero", "-o", "json",
        ])
        #expect(state.status == 0)

        var file = try [UInt8](Data(contentsOf: URL(fileURLWithPath: copy + "/events.sqlite")))
        let needle = Array("evt-1".utf8)
        let index = try #require(
            file.indices.first { file[$0...].prefix(needle.count).elementsEqual(needle) }
        )
        file[index] = UInt8(ascii: "E")
        try Data(file).write(to: URL(fileURLWithPath: copy + "/events.sqlite"))
        let refused = try await runProgram(["restore", copy, "--data", restored + "-2"])
        #expect(refused.status == 1)
        #expect(refused.said.contains("log-damaged"))
        #expect(!FileManager.default.fileExists(atPath: restored + "-2/events.sqlite"))
    }

    @Test func `a stream of events ends when its token is revoked`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        let api = bench.api(server)
        let siem = CanonicalValue.object(["name": .text("siem"), "role": .text("auditor")])
        let made = try await api.createToken(siem)
        let token = try #require(made["value"]?.string)
        async let stream = bench.transport.send(
            OutboundRequest(
                method: "GET",
                url: "http://127.0.0.1:\(server.ports.admin)/api/v1/events",
                headers: [
                    ("authorization", "Bearer \(token)"), ("accept", "text/event-stream"),
                ],
                body: nil
            )
        )
        // It is open once the token was used.
        try await eventually("the token is used") {
            try await api.tokens().first?["lastUsedAt"]?.string != nil
        }
        try await api.revokeToken(named: "siem")
        // Another of the same name is another token.
        _ = try await api.createToken(siem)
        let response = try await stream
        #expect(response.status == 200)
        #expect(!String(decoding: response.body, as: UTF8.self).contains("token.revoked"))
        #expect(await server.stop() == 0)
    }

    @Test func `events are streamed from where a client broke off, until the server stops`()
        async throws
    {
        let bench = try await Workbench()
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        let head = try await bench.api(server).state()["asOf"]?["position"]?.integer
        let last = try #require(head)
        async let stream = bench.transport.send(
            OutboundRequest(
                method: "GET",
                url: "http://127.0.0.1:\(server.ports.admin)/api/v1/events?type=secrets.changed",
                headers: [
                    ("authorization", "Bearer \(Workbench.token)"),
                    ("accept", "text/event-stream"), ("last-event-id", "\(last)"),
                ],
                body: nil
            )
        )
        // More than a page of them.
        let ids = (1...250).map { "evt-\($0)" }
        for id in ids {
            _ = try await bench.deliver(id: id, [Workbench.set("A", id)], to: server)
        }
        #expect(await server.stop() == 0)
        let text = String(decoding: try await stream.body, as: UTF8.self)
        let blocks = text.split(separator: "\n\n").filter { $0.hasPrefix("id: ") }
        #expect(blocks.count == ids.count)
        for (block, id) in zip(blocks, ids) {
            #expect(block.contains("event: secrets.changed\ndata: {"))
            #expect(block.contains(#""deliveryId":"\#(id)""#), "\(block)")
        }
    }
}
