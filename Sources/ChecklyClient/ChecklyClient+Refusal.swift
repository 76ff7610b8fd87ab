internal import Encodings
internal import OutboundHTTP
internal import SyncModel

extension ChecklyClient {
    /// How much of an explanation is kept, in Unicode scalars.
    private static let explanationLimit = 300

    /// The error that an answer stands for; the HTTP status decides, the body only explains.
    func error(of response: OutboundResponse, secrets: [SecretValue] = []) -> ChecklyError {
        let said = said(response, secrets: secrets + [apiKey])
        return switch response.status {
        case 401: .credentialsRejected(said)
        case 403: .forbidden(said)
        // Checkly's API shows no pages: somebody else answered.
        case 404 where response.isPage, 409 where response.isPage:
            .unexpectedAnswer("status \(response.status) with a page")
        case 404: .notFound(said)
        case 200...399: .unexpectedAnswer("status \(response.status)")
        default: .refused(status: response.status, said)
        }
    }

    /// What an error body says, in any of the shapes Checkly uses, without any secret or a piece of
    /// one, and without anything that moves a terminal's cursor or begins a line of a log.
    private func said(_ response: OutboundResponse, secrets: [SecretValue]) -> String {
        guard let whole = Self.explanation(in: response.body) else { return "no explanation" }
        // A secret that the limit would cut is looked for in one piece.
        let longest = secrets.map(\.byteCount).max() ?? 0
        let searched = whole.unicodeScalars.prefix(Self.explanationLimit + longest)
        if secrets.contains(where: { $0.isQuoted(in: String(searched)) }) {
            return "an explanation that holds a secret"
        }
        let shown = searched.prefix(Self.explanationLimit)
            .map { $0.properties.generalCategory.isPrintable ? $0 : " " }
        return String(String.UnicodeScalarView(shown))
    }

    /// The text of `message` or `error`, or the body itself where that is text and no page.
    private static func explanation(in body: [UInt8]) -> String? {
        guard let json = try? JSONValue.parse(body) else {
            guard let text = String(validating: body, as: UTF8.self)?.trimmed,
                let first = text.first, !"<{[\"".contains(first)
            else { return nil }
            return text
        }
        return [json["message"], json["error"], json].lazy
            .compactMap { $0?.string?.trimmed }
            .first { !$0.isEmpty }
    }
}

extension OutboundResponse {
    /// Whether the body is a page for people, as a gateway's is.
    var isPage: Bool {
        body.first { ![0x09, 0x0A, 0x0D, 0x20].contains($0) } == UInt8(ascii: "<")
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isPrintable: Bool {
        ![.control, .format, .lineSeparator, .paragraphSeparator].contains(self)
    }
}
