internal import SyncModel

/// What headers alone suggest: whose form the signature is of, and under which name it stands.
struct HeaderMisses {
    let scheme: SignatureScheme
    let request: IncomingRequest

    /// Schemes other than the source's that can read the headers; nothing where the source's own can.
    var all: [NearMiss] {
        if canRead(scheme) { return [] }
        return scheme.variations(for: request)
            .compactMap { variation in
                // What the signature covers cannot be seen from outside.
                guard let deviation = variation.deviation, deviation != .bodySignedAlone,
                    canRead(variation.value)
                else { return nil }
                return NearMiss(deviations: [deviation], secretID: nil, isProven: false)
            }
    }

    private func canRead(_ scheme: SignatureScheme) -> Bool {
        let verifier = SignatureVerifier(
            scheme: scheme,
            secrets: [],
            toleranceSeconds: 0,
            identityKey: [0]
        )
        return (try? verifier.read(request)) != nil
    }
}
