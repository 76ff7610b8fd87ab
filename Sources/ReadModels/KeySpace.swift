package import SyncModel

/// All keys that a key schema can produce in one environment.
package struct KeySpace: Sendable, Equatable {
    private let prefix: String
    private let suffix: String

    /// Without a schema, contains every key.
    package init(schema: KeySchema?, environment: String) {
        let marker = "\u{0}"
        let sample = schema?.key(for: marker, environment: environment) ?? marker
        prefix = String(sample.prefix { $0 != "\u{0}" })
        suffix = String(sample.reversed().prefix { $0 != "\u{0}" }.reversed())
    }

    /// Whether a key may be in both spaces; compares prefixes and suffixes only, so it may be true
    /// for disjoint spaces.
    package func overlaps(_ other: KeySpace) -> Bool {
        (prefix.hasPrefix(other.prefix) || other.prefix.hasPrefix(prefix))
            && (suffix.hasSuffix(other.suffix) || other.suffix.hasSuffix(suffix))
    }
}
