internal import Encodings
internal import SyncModel

/// The headers of a refused delivery that may be recorded; credentials never are.
package enum KeptHeaders {
    private static let valueLimit = 128
    private static let plain: Set<String> = [
        "content-type", "content-length", "content-encoding", "user-agent",
    ]

    /// Selects the headers that help explain a refusal: times, ids and body types unchanged,
    /// signatures as shapes.
    ///
    /// `scheme` is that of the requested source, if it exists.
    package static func kept(
        of headers: [(name: String, value: String)],
        under scheme: SignatureScheme?
    ) -> [(name: String, value: String)] {
        let schemes = SignaturePreset.allCases.map(\.scheme) + (scheme.map { [$0] } ?? [])
        let signatures = Set(schemes.flatMap(\.headers))
        let others =
            schemes.reduce(into: plain) { names, scheme in
                for name in scheme.idHeaders {
                    names.formUnion([name] + scheme.alternatives(to: name))
                }
                if case .header(let name) = scheme.time?.from {
                    names.formUnion([name] + scheme.alternatives(to: name))
                }
            }
            .subtracting(credentials)
        return headers.compactMap { name, value in
            // No recorded header has a name outside ASCII, and looking up hostile names may be
            // costly.
            guard name.isASCII else { return nil }
            if signatures.contains(name), !credentials.contains(name) {
                return (name, cut(SignatureShape.shape(of: value)))
            }
            return others.contains(name) ? (name, cut(value)) : nil
        }
    }

    private static func cut(_ text: String) -> String {
        String(text.unicodeScalars.prefix(valueLimit))
    }

    /// Never recorded, even if a custom scheme names them.
    private static let credentials: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "x-api-key",
    ]
}
