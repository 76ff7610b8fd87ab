import Encodings
import Foundation
import SyncModel
import Testing
import WebhookSignatures

/// A request of `fixtures/signatures`, and whether it is to be believed.
struct SignedCase: Sendable, CustomTestStringConvertible {
    let name: String
    let preset: SignaturePreset
    let secret: SecretValue
    let now: Timestamp
    let request: IncomingRequest
    let isAccepted: Bool

    var testDescription: String { "\(preset.rawValue): \(name)" }

    init?(_ json: JSONValue) {
        guard let name = json["name"]?.string, let secret = json["secret"]?.string,
            let preset = json["preset"]?.string.flatMap(SignaturePreset.init(rawValue:)),
            let seconds = json["now"]?.integer, let body = json["body"]?.string,
            let headers = json["headers"]?.array, let isAccepted = json["accepted"]?.bool
        else { return nil }
        self.name = name
        self.preset = preset
        self.secret = SecretValue(secret)
        now = Timestamp(microseconds: seconds * 1_000_000)
        request = IncomingRequest(
            headers: headers.map { ($0.array?.first?.string ?? "", $0.array?.last?.string ?? "") },
            body: Array(body.utf8)
        )
        self.isAccepted = isAccepted
    }

    /// All cases of a file; one that cannot be read is a problem of the test.
    static func all(of file: String) -> [SignedCase] {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../fixtures/signatures/\(file).json")
        let bytes = (try? Data(contentsOf: url)).map(Array.init) ?? []
        let json = (try? JSONValue.parse(bytes))?["cases"]?.array ?? []
        let cases = json.compactMap(SignedCase.init)
        return cases.count == json.count ? cases : []
    }

    func verify() throws -> VerifiedDelivery {
        try SignatureVerifier(
            scheme: preset.scheme,
            secrets: [WebhookSecret(id: "1", value: secret)],
            toleranceSeconds: 300,
            identityKey: [UInt8](repeating: 4, count: 32)
        )
        .verify(request, now: now)
    }
}
