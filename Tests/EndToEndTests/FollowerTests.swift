import TestSupport
import Testing

/// Who follows the log as a stream of events.
@Suite(.timeLimit(.minutes(10))) struct FollowerTests {
    private static let limit = 64

    private static let request = Array(
        ("GET /api/v1/events HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n"
            + "authorization: Bearer \(Workbench.token)\r\n\r\n")
            .utf8
    )

    private func follow(_ server: ServerProcess) throws -> (RawConnection, answer: String) {
        let connection = try RawConnection(port: server.ports.admin)
        connection.send(Self.request)
        return (connection, connection.receiveSome())
    }

    @Test func `those beyond the limit are told so, and a place that is given up is free`()
        async throws
    {
        let bench = try await Workbench()
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        var followers: [RawConnection] = []
        for _ in 0..<Self.limit {
            let (connection, answer) = try follow(server)
            #expect(answer.hasPrefix("HTTP/1.1 200"), "\(answer)")
            followers.append(connection)
        }
        let (_, refusal) = try follow(server)
        #expect(refusal.hasPrefix("HTTP/1.1 503"), "\(refusal)")
        #expect(refusal.lowercased().contains("retry-after"))
        #expect(refusal.contains("64 clients follow the event stream already"))
        // They hold up nothing else, and each of them sees what is recorded.
        _ = try await bench.deliver(id: "e1", [Workbench.set("A", "1")], to: server)
        for follower in followers {
            var seen = ""
            while !seen.contains("secrets.changed") {
                let more = follower.receiveSome()
                if more.isEmpty { break }
                seen += more
            }
            #expect(seen.contains("event: secrets.changed"))
        }

        followers.removeFirst()
        var number = 1
        try await eventually("the place is free") {
            // The server notices at its next words to who has gone.
            number += 1
            _ = try await bench.deliver(id: "e\(number)", [Workbench.set("A", "1")], to: server)
            let (connection, answer) = try follow(server)
            if answer.hasPrefix("HTTP/1.1 200") { return true }
            #expect(answer.hasPrefix("HTTP/1.1 503"), "\(answer)")
            withExtendedLifetime(connection) {}
            return false
        }
        #expect(await server.stop() == 0)
        withExtendedLifetime(followers) {}
    }
}
