/// Where to find a secret that a file refers to.
package enum SecretReference: Sendable, Hashable {
    /// The environment variable of this name.
    case environment(String)
    /// The file at this path, relative to the declaration file.
    case file(String)

    /// Parses `env:NAME` or `file:PATH`; returns nil for anything else, such as the secret itself.
    package init?(_ text: String) {
        let rest = String(text.drop { $0 != ":" }.dropFirst())
        guard !rest.isEmpty else { return nil }
        if text.hasPrefix("env:") {
            guard rest.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil else { return nil }
            self = .environment(rest)
        } else if text.hasPrefix("file:") {
            self = .file(rest)
        } else {
            return nil
        }
    }

    /// The reference as `env:NAME` or `file:PATH`.
    package var text: String {
        switch self {
        case .environment(let name): "env:" + name
        case .file(let path): "file:" + path
        }
    }

    /// A reference to a variable named after its purpose, such as `HANZO_WEBHOOK_SECRET`.
    ///
    /// Characters that a variable's name cannot contain become underscores, so that no resource's
    /// name can break the line it is written on.
    package static func placeholder(_ resource: String, _ purpose: String) -> SecretReference {
        let letters = (resource.uppercased() + "_" + purpose).unicodeScalars
            .map { scalar in
                switch scalar {
                case "A"..."Z", "0"..."9", "_": Character(scalar)
                default: Character("_")
                }
            }
        let name = String(letters)
        return .environment(name.first?.isNumber == true ? "_" + name : name)
    }
}
