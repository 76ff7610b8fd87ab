internal import Encodings
internal import Cryptography
package import SyncModel

/// Signs a body as a sender would; used by `send`, the sandbox and tests.
package struct SignatureSigner: Sendable {
    private let scheme: SignatureScheme

    /// Signs as a sender with this scheme does.
    package init(scheme: SignatureScheme) {
        self.scheme = scheme
    }

    /// The headers for posting a body.
    ///
    /// If the scheme's body repeats the time, the body must already contain it.
    ///
    /// - Throws: `SecretError` if the secret cannot be used with the scheme.
    package func headers(
        forBody body: [UInt8],
        secret: SecretValue,
        at time: Timestamp,
        id: String
    ) throws(SecretError) -> [(name: String, value: String)] {
        let key = try scheme.key(of: secret)
        let number =
            scheme.time?.unit == .milliseconds ? time.milliseconds : time.milliseconds / 1000
        let content = Template(scheme.content)
            .filled(timestamp: String(number), id: id, body: body)
        let code = HMAC.authenticate(parts: content, key: key, using: scheme.algorithm)
        let signature = scheme.encoding == .hex ? Hex.encode(code) : Base64.encode(code)
        let value = scheme.format.replacing("{timestamp}", with: String(number))
            .replacing("{signature}", with: signature)
        var headers = [(name: scheme.headers[0], value: value)]
        if case .header(let name) = scheme.time?.from { headers.append((name, String(number))) }
        headers += scheme.idHeaders.prefix(1).map { ($0, id) }
        return headers
    }
}
