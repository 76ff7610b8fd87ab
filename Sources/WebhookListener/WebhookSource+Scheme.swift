internal import Encodings
internal import Cryptography
internal import SyncModel
internal import WebhookSignatures

/// Why this version cannot use a source from the log.
enum SourceError: ExplainedError, Equatable {
    case presetUnknown(String)

    var code: String { "source-preset-unknown" }

    var message: String {
        switch self {
        case .presetUnknown(let preset): "The source's preset \"\(preset)\" is unknown."
        }
    }

    var hint: String { "Update checkly-sync, or give the source another preset." }
}

extension WebhookSource {
    /// The preset of sources with a scheme of their own.
    private static let customPreset = "custom"

    /// How the source signs.
    func signatureScheme() throws -> SignatureScheme {
        if preset == Self.customPreset { return try .custom(scheme) }
        guard let preset = SignaturePreset(rawValue: preset) else {
            throw SourceError.presetUnknown(preset)
        }
        return preset.scheme
    }

    /// The hash function of its signatures.
    var algorithm: HashAlgorithm {
        if preset == Self.customPreset {
            return (try? SignatureScheme.algorithm(scheme["algorithm"])) ?? .sha256
        }
        return SignaturePreset(rawValue: preset)?.scheme.algorithm ?? .sha256
    }
}
