internal import Encodings
import ArgumentParser
import SyncModel
import WebhookSignatures

/// How to sign a delivery: with a preset or a custom source's own scheme.
struct SignerOptions: ParsableArguments {
    private static let presets = SignaturePreset.allCases.map(\.rawValue)
        .joined(separator: ", ")

    @Option(help: "How to sign: hanzo-kms, standard-webhooks, github, stripe and so on.")
    var preset: String?
    @Option(
        help: "For a custom source: a JSON file with the scheme's members.",
        completion: .file()
    )
    var schemeFile: String?

    func validate() throws {
        if schemeFile != nil, preset ?? "custom" != "custom" {
            throw ValidationError("Give --preset or --scheme-file, not both.")
        }
        if let preset, schemeFile == nil, SignaturePreset(rawValue: preset) == nil {
            let unknown =
                preset == "custom"
                ? "A custom source's scheme is given with --scheme-file."
                : "There is no preset \"\(preset)\"."
            throw ValidationError("\(unknown) Presets are \(Self.presets).")
        }
    }

    /// Whether any option is given.
    var isGiven: Bool { preset != nil || schemeFile != nil }

    /// The scheme; nil if none is given.
    ///
    /// - Throws: `CommandError` or `SignatureSchemeError` for a file without a valid scheme.
    func scheme() throws -> SignatureScheme? {
        guard let schemeFile else { return preset.flatMap(SignaturePreset.init)?.scheme }
        guard let json = JSONValue.read(try LocalFile.bytes(schemeFile)) else {
            throw CommandError.notUnderstood(what: schemeFile)
        }
        return try .configured(try SignatureScheme.members(of: json))
    }
}
