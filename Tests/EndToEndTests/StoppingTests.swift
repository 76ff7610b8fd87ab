import Encodings
import Foundation
import TestSupport
import Testing

/// How the server ends, whatever clients do.
@Suite(.serialized, .timeLimit(.minutes(10))) struct StoppingTests {
    private enum Client: String, CaseIterable {
        case silent, neverReads, neverReadsAdmin, followsEvents
        case halfHead, halfBody, halfAdminBody, halfAuthorizedBody

        var isOfAdmin: Bool {
            switch self {
            case .silent, .halfHead, .halfBody, .neverReads: false
            case .halfAdminBody, .halfAuthorizedBody, .neverReadsAdmin, .followsEvents: true
            }
        }

        var text: String {
            let token = "authorization: Bearer \(Workbench.token)\r\n"
            let host = "host: localhost\r\n"
            let many = 20_000
            return switch self {
            case .silent: ""
            case .halfHead: "POST /webhooks/bench HTTP/1.1\r\nho"
            case .halfBody:
                "POST /webhooks/bench HTTP/1.1\r\n\(host)content-type: application/json\r\n"
                    + "content-length: 100\r\n\r\n{"
            case .halfAdminBody:
                "POST /api/v1/webhook-sources HTTP/1.1\r\n\(host)content-length: 100\r\n\r\n{"
            case .halfAuthorizedBody:
                "POST /api/v1/webhook-sources HTTP/1.1\r\n\(host)\(token)"
                    + "content-length: 100\r\n\r\n{"
            case .neverReads:
                String(repeating: "GET /healthz HTTP/1.1\r\n\(host)\r\n", count: many)
            case .neverReadsAdmin:
                String(repeating: "GET /api/openapi.json HTTP/1.1\r\n\(host)\r\n", count: many)
            case .followsEvents:
                "GET /api/v1/events HTTP/1.1\r\n\(host)\(token)accept: text/event-stream\r\n\r\n"
            }
        }
    }

    /// Connections that each hold the server up in another way, once it has them.
    private func hold(
        _ server: ServerProcess,
        _ bench: Workbench
    ) async throws -> [(client: Client, connection: RawConnection)] {
        // What half a head leaves behind meets the end of its connection in more than one order.
        let clients = Array(repeating: .halfHead, count: 30) + Client.allCases
        let connections = try clients.map { client in
            let port = client.isOfAdmin ? server.ports.admin : server.ports.webhooks
            let connection = try RawConnection(port: port)
            connection.sendWhatFits(Array(client.text.utf8))
            return (client, connection)
        }
        // Answers on other connections come after all of these are read.
        for path in ["/healthz", "/readyz"] { _ = try await bench.text(path, of: server) }
        _ = try exchange(
            Array("GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".utf8),
            port: server.ports.webhooks
        )
        return connections
    }

    @Test func `a stop ends whatever clients do`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        let connections = try await hold(server, bench)
        let status = await server.stop()
        #expect(status == 0, "\(server.said.suffix(4000))")
        #expect(server.hasStopped, "\(server.said.suffix(4000))")
        // Nothing held the endpoints up until they had to be given up.
        #expect(!server.said.contains("requests given up"), "\(server.said.suffix(4000))")
        // Each was ended by the stop, and not by the deadline that it would have missed later.
        for (client, connection) in connections {
            switch client {
            case .neverReads, .neverReadsAdmin, .followsEvents: break
            case .silent, .halfHead, .halfBody, .halfAuthorizedBody:
                #expect(connection.receive().isEmpty, "\(client)")
            case .halfAdminBody: #expect(connection.receive().hasPrefix("HTTP/1.1 401"))
            }
        }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a second signal ends the process at once`(signal: Int32) async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        let connections = try await hold(server, bench)
        server.send(SIGTERM)
        // It is stopping when it listens no more.
        try await eventually("it listens no more") {
            (try? RawConnection(port: server.ports.webhooks)) == nil
        }
        server.send(signal)
        #expect(await server.wait() == 128 + signal)
        withExtendedLifetime(connections) {}
        let again = try await bench.start()
        #expect(await again.stop() == 0)
    }

    @Test func `a stop right after the start is a good end`() async throws {
        let bench = try await Workbench()
        // Not every time does it meet services that are still starting.
        for _ in 0..<8 {
            let server = try await bench.start()
            #expect(await server.stop() == 0, "\(server.said)")
            #expect(server.hasStopped, "\(server.said)")
        }
    }

    /// A program that is connected over TLS.
    private func peer(_ port: Int) async throws -> RunningProgram {
        let client = ["openssl", "s_client", "-ign_eof", "-connect", "127.0.0.1:\(port)"]
        let peer = try await RunningProgram(client)
        let isConnected = try await peer.first { $0.contains("Verify return code") ? true : nil }
        try #require(isConnected == true, "\(peer.said)")
        return peer
    }

    @Test func `a peer that does not say goodbye over TLS holds nothing up`() async throws {
        let bench = try await Workbench()
        let (certificate, key) = try await makeCertificate(in: bench.data + "-tls")
        defer { try? FileManager.default.removeItem(atPath: bench.data + "-tls") }
        let server = try await bench.start(
            arguments: ["--tls-certificate", certificate, "--tls-key", key])
        // One that says nothing, one in the midst of a handshake, and one that is frozen once it is
        // connected.
        let silent = try [server.ports.webhooks, server.ports.admin]
            .map { try RawConnection(port: $0) }
        silent[1].sendWhatFits([0x16, 0x03, 0x01, 0x02, 0x00])
        let peers = [try await peer(server.ports.webhooks), try await peer(server.ports.admin)]
        for peer in peers { peer.send(SIGSTOP) }
        #expect(await server.stop() == 0)
        #expect(server.hasStopped, "\(server.said)")
        withExtendedLifetime((peers, silent)) {}
    }

    @Test func `renewed TLS files are presented after SIGHUP, and bad ones change nothing`()
        async throws
    {
        let bench = try await Workbench()
        let folder = bench.data + "-tls"
        let (certificate, key) = try await makeCertificate(in: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let admin = try await makeCertificate(in: folder + "/admin")
        let server = try await bench.start(arguments: [
            "--tls-certificate", certificate, "--tls-key", key,
            "--admin-tls-certificate", admin.certificate, "--admin-tls-key", admin.key,
        ])
        func presented(_ port: Int) async throws -> String {
            try await runTool(
                "bash",
                "-c",
                "openssl s_client -connect 127.0.0.1:\(port) </dev/null 2>/dev/null"
                    + " | openssl x509 -noout -fingerprint"
            )
        }
        func fingerprint(_ path: String) async throws -> String {
            try await runTool("openssl", "x509", "-noout", "-fingerprint", "-in", path)
        }
        func hangUp(until message: String) async throws {
            let count = server.said.components(separatedBy: message).count
            server.send(SIGHUP)
            try await eventually("the server says: \(message)") {
                server.said.components(separatedBy: message).count > count
            }
        }
        let first = try await fingerprint(certificate)
        #expect(try await presented(server.ports.webhooks) == first)
        #expect(try await presented(server.ports.admin) == fingerprint(admin.certificate))
        // The key of another certificate, then no key, then no file: the old ones stay.
        let good = try Data(contentsOf: URL(fileURLWithPath: key))
        let other = try Data(contentsOf: URL(fileURLWithPath: admin.key))
        for bad in [other, Data("none".utf8), nil] {
            if let bad {
                try bad.write(to: URL(fileURLWithPath: key))
            } else {
                try FileManager.default.removeItem(atPath: key)
            }
            try await hangUp(until: "TLS files not accepted")
            #expect(try await presented(server.ports.webhooks) == first)
        }
        try good.write(to: URL(fileURLWithPath: key))
        try await hangUp(until: "TLS certificate unchanged")
        _ = try await makeCertificate(in: folder)
        try await hangUp(until: "TLS certificate renewed")
        let renewed = try await fingerprint(certificate)
        #expect(renewed != first)
        #expect(try await presented(server.ports.webhooks) == renewed)
        #expect(try await presented(server.ports.admin) == fingerprint(admin.certificate))
        #expect(await server.stop() == 0)
    }

    @Test func `SIGHUP ends no server that has no TLS files`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        server.send(SIGHUP)
        try await eventually("the server says so") { server.said.contains("no TLS files") }
        #expect(try await bench.text("/healthz", of: server).contains("ok"))
        #expect(await server.stop() == 0)
    }
}

extension ServerProcess {
    /// Whether its last word is that it has stopped in good order.
    fileprivate var hasStopped: Bool {
        said.split(separator: "\n").last?.contains(#""message":"stopped""#) == true
    }
}
