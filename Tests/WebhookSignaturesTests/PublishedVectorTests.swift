import Testing
import WebhookSignatures

/// What others published or signed, each at its own time.
@Suite struct PublishedVectorTests {
    private static let published = SignedCase.all(of: "published")
    private static let libraries = SignedCase.all(of: "libraries")

    @Test func `there is a published vector for every preset`() {
        #expect(Set(Self.published.map(\.preset)).count >= SignaturePreset.allCases.count - 1)
        #expect(Set(Self.libraries.map(\.preset)) == [.standardWebhooks, .svix, .stripe])
        #expect(Self.published.count >= 30 && Self.libraries.count >= 56)
    }

    @Test(arguments: (published + libraries).filter(\.isAccepted))
    func `what a sender's own library signs is accepted`(signed: SignedCase) throws {
        #expect(try signed.verify().matchedSecretID == "1")
    }

    @Test(arguments: (published + libraries).filter { !$0.isAccepted })
    func `what was tampered with is refused`(signed: SignedCase) {
        #expect(throws: Refusal.self) { try signed.verify() }
    }
}
