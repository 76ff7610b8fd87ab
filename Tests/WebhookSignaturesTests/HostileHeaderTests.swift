import SyncModel
import TestSupport
import Testing
import WebhookSignatures

/// What nobody has vouched for must cost in proportion to its length, whatever it is made of.
@Suite struct HostileHeaderTests {
    /// As long as the headers of a request may be.
    private static let byteCount = 16_000
    /// Marks in the wrong order: to compare text with them, they are put in order, which takes the
    /// square of their number.
    private static let marks = String(repeating: "\u{301}\u{323}", count: byteCount / 4)
    private static let letters = String(repeating: "a", count: byteCount)

    /// The headers that a scheme reads, each with the same text, and twice with another end.
    private static func requests(_ scheme: SignatureScheme, _ text: String) -> [IncomingRequest] {
        var names = scheme.headers + scheme.idHeaders + ["user-agent", "content-type"]
        if case .header(let name) = scheme.time?.from { names.append(name) }
        let values = [text, "v1," + text, "t=1," + text, "t=" + text + ",t=" + text]
        return values.map { value in
            IncomingRequest(
                headers: names.flatMap { [($0, value + "x"), ($0, value + "y")] }
                    + names.map { ($0, value) },
                body: []
            )
        } + values.map { value in IncomingRequest(headers: names.map { ($0, value) }, body: []) }
    }

    private static func least(_ scheme: SignatureScheme, _ text: String) -> Duration {
        let verifier = SignatureVerifier(
            scheme: scheme,
            secrets: [],
            toleranceSeconds: 300,
            identityKey: [1]
        )
        let requests = requests(scheme, text)
        return leastProcessorTime(tries: 2) {
            for request in requests {
                let result = Result { () throws(Refusal) in
                    try verifier.verify(request, now: Timestamp(microseconds: 0))
                }
                guard case .failure(let reason) = result else { continue }
                _ = RefusedDelivery(
                    refusedAt: Timestamp(microseconds: 0),
                    source: text,
                    scheme: scheme,
                    reason: reason,
                    remoteAddress: nil,
                    headers: request.headers
                )
            }
        }
    }

    @Test(arguments: SignaturePreset.allCases)
    func `refusing combining marks costs no more than refusing letters`(preset: SignaturePreset) {
        let letters = Self.least(preset.scheme, Self.letters)
        // By the square of the length it would be some thousand times as much.
        #expect(Self.least(preset.scheme, Self.marks) < letters * 30 + .milliseconds(50))
    }

    @Test func `what is kept of a refusal has a length in bytes`() {
        let kept = RefusedDelivery(
            refusedAt: Timestamp(microseconds: 0),
            source: Self.marks,
            scheme: SignaturePreset.github.scheme,
            reason: .malformedSignature,
            remoteAddress: nil,
            headers: [("user-agent", Self.marks), ("x-hub-signature-256", "sha256=" + Self.marks)]
        )
        #expect(kept.source.utf8.count <= RefusedDelivery.sourceByteLimit)
        #expect(kept.headers.allSatisfy { $0.value.utf8.count <= 512 })
        #expect(kept.headers.map(\.name) == ["user-agent", "x-hub-signature-256"])
    }
}
