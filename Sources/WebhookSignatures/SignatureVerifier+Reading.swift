internal import Encodings
internal import SyncModel

extension SignatureVerifier {
    /// The maximum length of a delivery id in bytes.
    private static let idLimit = 255

    /// Reads the claims in the headers without parsing the body.
    func read(_ request: IncomingRequest) throws(Refusal) -> SignedClaim {
        let header = try SignatureHeader(
            signatureHeader(of: request),
            format: format,
            scheme: scheme
        )
        let timestamp = try timestamp(of: request, header)
        let id = try id(of: request)
        return SignedClaim(
            signatures: header.signatures,
            timestamp: timestamp,
            id: id,
            content: content.filled(timestamp: timestamp, id: id, body: request.body)
        )
    }

    private func signatureHeader(of request: IncomingRequest) throws(Refusal) -> String {
        var found: String?
        for name in scheme.headers {
            guard let value = try request.single(name) else { continue }
            if let found, !found.hasSameBytes(as: value) { throw .repeatedHeader(name) }
            found = value
        }
        guard let found else { throw .missingHeader(scheme.headers[0]) }
        return found
    }

    private func timestamp(
        of request: IncomingRequest,
        _ header: SignatureHeader
    ) throws(Refusal) -> String? {
        switch scheme.time?.from {
        case nil, .body: return nil
        case .signature:
            guard let text = header.timestamp else { throw .malformedSignature }
            return text
        case .header(let name):
            guard let text = try first(timeHeaders, of: request) else { throw .missingHeader(name) }
            guard Int64(digits: text) != nil else { throw .malformedTime }
            return text
        }
    }

    private func id(of request: IncomingRequest) throws(Refusal) -> String? {
        let id = try first(idHeaders, of: request)
        let isPrintable =
            id.map { id in
                (1...Self.idLimit).contains(id.utf8.count)
                    && id.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            } ?? false
        // An unsigned id is for display only.
        guard signsID else { return isPrintable ? id : nil }
        guard let id else { throw .missingHeader(scheme.idHeaders.first ?? "id") }
        guard isPrintable, !id.utf8.contains(where: forbiddenInID.contains) else {
            throw .malformedID
        }
        return id
    }

    /// The first of these headers that is present.
    ///
    /// A sender with two header families uses the same family throughout.
    private func first(
        _ names: [String],
        of request: IncomingRequest
    ) throws(Refusal) -> String? {
        for name in names {
            if let value = try request.single(name) { return value }
        }
        return nil
    }
}

extension SignatureScheme {
    /// The same header in the scheme's other families: `webhook-id` for `svix-id`.
    func alternatives(to name: String) -> [String] {
        guard let first = headers.first, first.hasSuffix("signature") else { return [] }
        let prefix = first.dropLast("signature".count)
        guard name.hasPrefix(prefix) else { return [] }
        return headers.dropFirst().filter { $0.hasSuffix("signature") }
            .map { $0.dropLast("signature".count) + String(name.dropFirst(prefix.count)) }
    }
}
