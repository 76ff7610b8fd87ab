internal import Encodings
internal import Cryptography
internal import SyncModel

/// A value as it should be, or as a mistake makes it.
struct Variation<Value> {
    let value: Value
    /// Nil for the value as it should be.
    let deviation: Deviation?
}

/// A key that the sender may have signed with.
struct CandidateKey {
    let bytes: [UInt8]
    let secretID: String
}

extension Deviation.BodyChange {
    /// The bodies that a signature may cover, the received one first.
    static func variations(of body: [UInt8]) -> [Variation<[UInt8]>] {
        var found = [Variation(value: body, deviation: nil)]
        for change in allCases {
            let changed = change.applied(to: body)
            if found.contains(where: { $0.value == changed }) { continue }
            found.append(Variation(value: changed, deviation: .body(change)))
        }
        return found
    }

    private func applied(to body: [UInt8]) -> [UInt8] {
        switch self {
        case .compactJSON: JSONSpacing.text(body, as: .compact)
        case .spacedJSON: JSONSpacing.text(body, as: .spaced)
        case .indentedByTwo: JSONSpacing.text(body, as: .indented(by: 2))
        case .indentedByFour: JSONSpacing.text(body, as: .indented(by: 4))
        case .withoutFinalNewline:
            Array(body.reversed().drop { $0 == 0x0A || $0 == 0x0D }.reversed())
        case .withFinalNewline: body + [0x0A]
        case .lineFeeds: body.filter { $0 != 0x0D }
        case .carriageReturns:
            body.filter { $0 != 0x0D }.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
        case .withoutByteOrderMark:
            Array(body.starts(with: [0xEF, 0xBB, 0xBF]) ? body[3...] : body[...])
        }
    }
}

extension SignatureScheme {
    /// This scheme and others that the sender may use by mistake.
    func variations(for request: IncomingRequest) -> [Variation<SignatureScheme>] {
        var found = [Variation(value: self, deviation: nil)]
        func add(_ deviation: Deviation, _ change: (inout SignatureScheme) -> Void) {
            var scheme = self
            change(&scheme)
            if found.contains(where: { $0.value == scheme }) { return }
            found.append(Variation(value: scheme, deviation: deviation))
        }
        for header in Self.signatureHeaders(in: request) where !headers.contains(header) {
            add(.otherHeader(header)) { $0.headers = [header] }
        }
        let other: Encoding = encoding == .hex ? .base64 : .hex
        add(.signatureEncoding(other)) { $0.encoding = other }
        if time?.from != .signature, SignatureFormat(self).elements.count == 1, !signsID {
            add(.signatureWithoutPrefix) { $0.format = "{signature}" }
        }
        for (name, algorithm) in [
            ("hmac-sha256", HashAlgorithm.sha256), ("hmac-sha512", .sha512), ("hmac-sha1", .sha1),
        ] {
            add(.otherAlgorithm(name)) { $0.algorithm = algorithm }
        }
        add(.bodySignedAlone) { scheme in
            scheme.content = "{body}"
            // A time that is not signed cannot be configured.
            if !scheme.signsTime { scheme.time = nil }
        }
        for preset in SignaturePreset.allCases {
            add(.otherPreset(preset.rawValue)) { $0 = preset.scheme }
        }
        return found
    }

    /// The headers that some sender uses for signatures or whose name suggests one.
    private static func signatureHeaders(in request: IncomingRequest) -> [String] {
        let known = Set(SignaturePreset.allCases.flatMap(\.scheme.headers))
        var found: [String] = []
        for (name, _) in request.headers
        where known.contains(name) || name.contains("signature") || name.contains("hmac") {
            if !found.contains(name) { found.append(name) }
        }
        return found
    }

    /// The keys that a sender with this secret may sign with, the correct one first.
    func keys(of secret: WebhookSecret) -> [Variation<CandidateKey>] {
        var found: [Variation<CandidateKey>] = []
        func add(_ bytes: [UInt8]?, _ deviation: Deviation?) {
            guard let bytes, !bytes.isEmpty, !found.contains(where: { $0.value.bytes == bytes })
            else { return }
            let key = CandidateKey(bytes: bytes, secretID: secret.id)
            found.append(Variation(value: key, deviation: deviation))
        }
        let text = secret.value.reveal()
        let trimmed = Self.trimmed(text, of: \.isWhitespace)
        add(try? key(of: secret.value), nil)
        add(try? key(of: SecretValue(trimmed)), .secretHasWhiteSpace)
        let bare = Self.trimmed(trimmed) { "\"'".contains($0) }
        add(try? key(of: SecretValue(bare)), .secretHasQuotes)
        for end in ["\n", "\r\n", " "] {
            add(Array((trimmed + end).utf8), .senderSecretEndsWith(end))
        }
        let core = trimmed.hasPrefix("whsec_") ? String(trimmed.dropFirst(6)) : trimmed
        if core != trimmed {
            add(Array(trimmed.utf8), .secretPrefixKept)
            add(Array(core.utf8), .secretPrefixDropped)
        }
        add(Array(trimmed.utf8), .secretTakenAsText)
        add(Hex.decode(trimmed), .secretDecoded(.hex))
        add(Base64.decodeLenient(core), .secretDecoded(core == trimmed ? .base64 : .whsec))
        return found
    }

    private static func trimmed(_ text: String, of isDropped: (Character) -> Bool) -> String {
        let start = text.drop(while: isDropped)
        return String(start.reversed().drop(while: isDropped).reversed())
    }
}
