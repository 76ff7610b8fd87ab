internal import Encodings
internal import OutboundHTTP
internal import SyncModel

extension ChecklyClient {
    /// How much of an explanation to keep, in Unicode scalars.
    private static let explanationLimit = 300

    /// The error for a response; the HTTP status decides, the body only explains.
    func error(of response: OutboundResponse, secrets: [SecretValue] = []) -> ChecklyError {
        let said = said(response, secrets: secrets + [apiKey])
        return switch response.status {
        case 401: .credentialsRejected(said)
        case 403: .forbidden(said)
        // Checkly's API returns no HTML, so something else answered.
        case 404 where response.isPage, 409 where response.isPage:
            .unexpectedAnswer("status \(response.status) with a page")
        case 404: .notFound(said)
        case 200...399: .unexpectedAnswer("status \(response.status)")
        default: .refused(status: response.status, said)
        }
    }

    /// The explanation in an error body, in any of Checkly's formats.
    ///
    /// It contains no secret nor a part of one, and no characters that control a terminal or break
    /// a log line.
    private func said(_ response: OutboundResponse, secrets: [SecretValue]) -> String {
        guard let whole = Self.explanation(in: response.body) else { return "no explanation" }
        // A secret that the limit would cut in two must still be found, percent-encoded too.
        let longest = 3 * (secrets.map(\.byteCount).max() ?? 0)
        let searched = whole.unicodeScalars.prefix(Self.explanationLimit + longest)
        if secrets.contains(where: { $0.isQuoted(in: String(searched)) }) {
            return "an explanation that contains a secret"
        }
        let shown = searched.prefix(Self.explanationLimit)
            .map { $0.properties.generalCategory.isPrintable ? $0 : " " }
        return String(String.UnicodeScalarView(shown))
    }

    /// The text of `message` or `error`, or the body itself if it is plain text.
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
    /// Whether the body is an HTML page, as from a gateway.
    var isPage: Bool {
        body.first { ![0x09, 0x0A, 0x0D, 0x20].contains($0) } == UInt8(ascii: "<")
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isPrintable: Bool {
        ![.control, .format, .lineSeparator, .paragraphSeparator].contains(self)
    }
}
