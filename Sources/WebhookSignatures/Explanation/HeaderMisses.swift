internal import SyncModel

/// Near misses that follow from headers alone: the format of the signature and the header that
/// carries it.
struct HeaderMisses {
    let scheme: SignatureScheme
    let request: IncomingRequest

    /// Other schemes that can read the headers; empty if the source's own scheme can.
    var all: [NearMiss] {
        if canRead(scheme) { return [] }
        return scheme.variations(for: request)
            .compactMap { variation in
                // Headers do not show what the signature covers.
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
