import APIServing
import Encodings
import EventLog
import HTTPTypes
import LogModels
import ManagementAPI
import ManagementAPIBench
import SyncModel
import Synchronization
import TestSupport
import Testing

/// Starting, watching and cancelling verifications of the log.
@Suite struct VerificationRouteTests {
    private static let path = "/api/v1/audit/verifications"

    /// Remembers one verification, and starts a second one only when it has ended.
    private final class Desk: Sendable {
        private let kept = Mutex<[LogVerification]>([])

        var verifying: LogVerifying {
            LogVerifying(
                start: { [self] caller in
                    kept.withLock { kept in
                        if kept.first?.state == .running { return nil }
                        let id = "v-\(kept.count + 1)"
                        let started = LogVerification(
                            id: id,
                            startedBy: caller,
                            startedAt: VirtualClock.epoch
                        )
                        kept.insert(started, at: 0)
                        return started
                    }
                },
                newestFirst: { [self] in kept.withLock(\.self) },
                cancel: { [self] id in
                    kept.withLock { kept in
                        guard let index = kept.firstIndex(where: { $0.id == id }) else {
                            return nil
                        }
                        kept[index].state = .cancelled
                        return kept[index]
                    }
                }
            )
        }
    }

    @Test func `an auditor starts, watches and cancels one, and nothing is recorded`()
        async throws
    {
        let bench = try APIBench(verifying: Desk().verifying)
        let made = try await bench.call(
            .post,
            "/api/v1/tokens",
            #"{"name":"eye","role":"auditor"}"#
        )
        let token = made.json["token"]?["value"]?.string
        let head = bench.log.head
        let started = try await bench.call(.post, Self.path, token: token)
        #expect(started.status == 200)
        #expect(started.json["verification"]?["state"]?.string == "running")
        #expect(started.json["verification"]?["startedBy"]?.string == "eye")
        let one = try await bench.call(.get, Self.path + "/v-1", token: token).json
        #expect(one["verification"]?["id"]?.string == "v-1")
        let cancelled = try await bench.call(.delete, Self.path + "/v-1", token: token).json
        #expect(cancelled["verification"]?["state"]?.string == "cancelled")
        #expect(bench.log.head == head)
    }

    @Test func `a second one is refused while one runs`() async throws {
        let bench = try APIBench(verifying: Desk().verifying)
        #expect(try await bench.call(.post, Self.path).status == 200)
        let second = try await bench.call(.post, Self.path)
        #expect(second.status == 429)
        #expect(second.headers[.retryAfter] == "30")
        #expect(second.json["error"]?.string == "TooManyRequests")
        _ = try await bench.call(.delete, Self.path + "/v-1")
        #expect(try await bench.call(.post, Self.path).status == 200)
        let list = try await bench.call(.get, Self.path).json["verifications"]?.array
        #expect(list?.compactMap { $0["id"]?.string } == ["v-2", "v-1"])
    }

    @Test(arguments: [HTTPRequest.Method.get, .delete])
    func `one that is not there is answered 404`(method: HTTPRequest.Method) async throws {
        let bench = try APIBench(verifying: Desk().verifying)
        #expect(try await bench.call(method, Self.path + "/v-9").status == 404)
    }

    @Test func `a problem is shown with what it means`() async throws {
        let bench = try APIBench(verifying: DocumentWalk.verifying)
        let shown = try await bench.call(.get, Self.path + "/v-1").json["verification"]
        let problem = try #require(shown?["problems"]?.array?.first)
        #expect(problem["position"]?.integer == 3)
        #expect(problem["kind"]?.string == "leaf-differs")
        #expect(problem["meaning"]?.string == AuditProblem.Kind.leafDiffers.meaning)
    }
}
