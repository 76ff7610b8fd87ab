internal import Encodings
internal import Cryptography
internal import SyncModel
internal import WebhookSignatures

/// Why a source that is in the log cannot be used by this version.
enum SourceError: ExplainedError, Equatable {
    case presetUnknown(String)

    var code: String { "source-preset-unknown" }

    var message: String {
        switch self {
        case .presetUnknown(let preset): "The source's preset \"\(preset)\" is not known."
        }
    }

    var hint: String { "Update checkly-sync, or give the source another preset." }
}

extension WebhookSource {
    /// The preset's name of a source that brings its own scheme.
    private static let customPreset = "custom"

    /// How this source signs.
    func signatureScheme() throws -> SignatureScheme {
        if preset == Self.customPreset { return try .custom(scheme) }
        guard let preset = SignaturePreset(rawValue: preset) else {
            throw SourceError.presetUnknown(preset)
        }
        return preset.scheme
    }

    /// What its signatures are made with.
    var algorithm: HashAlgorithm {
        if preset == Self.customPreset {
            return (try? SignatureScheme.algorithm(scheme["algorithm"])) ?? .sha256
        }
        return SignaturePreset(rawValue: preset)?.scheme.algorithm ?? .sha256
    }
}
