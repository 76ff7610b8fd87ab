import Encodings
import LiveLog
import Synchronization
import SyncModel
import TestSupport
import Testing
import WebhookListener
import WebhookSignatures

/// What would have let a refused delivery pass is looked for while its body is there.
@Suite struct NearMissKeepingTests {
    /// As no serializer writes it, so that one change alone explains what was signed.
    private static let body = #"{"specversion": "1.0","id":"1","source":"/s","type":"test"}"#

    private let bench: ListenerBench

    init() async throws {
        bench = try await ListenerBench()
        try await bench.addSource("kms", preset: .github)
    }

    /// Sends a delivery to one listener; of each test all go to the same.
    private func send(
        _ text: String,
        signed: String? = nil,
        secret: SecretValue = ListenerBench.secret,
        to source: String = "kms",
        through listener: WebhookListener
    ) async throws {
        let headers = try SignatureSigner(scheme: SignaturePreset.github.scheme)
            .headers(
                forBody: Array((signed ?? text).utf8),
                secret: secret,
                at: bench.now,
                id: "1"
            )
        let request = IncomingRequest(
            headers: [(name: "content-type", value: "application/json")] + headers,
            body: Array(text.utf8)
        )
        for await answer in listener.answer(request, to: source) { #expect(answer.status == 401) }
    }

    /// What was found for the newest refusal, once it was looked for.
    private func found() async throws -> [[String]] {
        var found: [[String]]?
        try await eventually("near misses were looked for") {
            found = bench.refusals.newestFirst.first?.nearMisses
            return found != nil
        }
        return found ?? []
    }

    @Test func `a body that was formatted anew is found, and only its code is kept`()
        async throws
    {
        try await send(Self.body + "\n", signed: Self.body, through: bench.listener())
        #expect(try await found() == [["body-without-final-newline"]])
        let kept = try #require(bench.refusals.newestFirst.first)
        #expect(kept.code == Refusal.signatureMismatch.code)
        #expect(try RefusedDelivery(canonical: kept.canonical) == kept)
        #expect(!kept.canonical.jsonText.contains("specversion"))
    }

    @Test func `a stranger came close to nothing`() async throws {
        let own = SecretValue("stranger-0123456789")
        try await send(Self.body, secret: own, through: bench.listener())
        #expect(try await found() == [])
    }

    @Test func `a source has one turn a second`() async throws {
        let listener = bench.listener()
        let wrong = SecretValue("stranger-0123456789")
        try await send(Self.body, secret: wrong, through: listener)
        _ = try await found()
        try await send(Self.body, secret: wrong, through: listener)
        bench.milliseconds.withLock { $0 += 1000 }
        try await send(Self.body, secret: wrong, through: listener)
        _ = try await found()
        #expect(bench.refusals.newestFirst.map { $0.nearMisses != nil } == [true, false, true])
    }

    @Test func `a large body, and one to a source that is not there, are not looked into`()
        async throws
    {
        let listener = bench.listener()
        let wrong = SecretValue("stranger-0123456789")
        let large = String(repeating: "x", count: 64 << 10) + "x"
        try await send(large, secret: wrong, through: listener)
        try await send(Self.body, secret: wrong, to: "none", through: listener)
        bench.milliseconds.withLock { $0 += 1000 }
        try await eventually("a later delivery is looked into") {
            try await send(Self.body, secret: wrong, through: listener)
            bench.milliseconds.withLock { $0 += 1000 }
            return bench.refusals.newestFirst.contains { $0.nearMisses != nil }
        }
        let first = bench.refusals.newestFirst.suffix(2)
        #expect(first.allSatisfy { $0.nearMisses == nil })
    }

    @Test func `a note is a change that is saved`() {
        let refusals = RefusedDeliveries()
        let revision = refusals.revision
        let number = refusals.add(
            RefusedDelivery(
                refusedAt: VirtualClock.epoch,
                source: "kms",
                scheme: nil,
                reason: .signatureMismatch,
                remoteAddress: nil,
                headers: []
            )
        )
        #expect(refusals.revision == revision + 1)
        refusals.note([["clock-skew"]], of: number)
        #expect(refusals.revision == revision + 2)
        refusals.note([["clock-skew"]], of: number + 1)
        #expect(refusals.revision == revision + 2)
        #expect(refusals.newestFirst.first?.nearMisses == [["clock-skew"]])
    }
}
