/// Where a secret is found that a file only refers to.
package enum SecretReference: Sendable, Hashable {
    /// In the environment variable of this name.
    case environment(String)
    /// In the file at this path, seen from the declaration file.
    case file(String)

    /// Reads `env:NAME` or `file:PATH`; nil for all else, such as the secret itself.
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

    package var text: String {
        switch self {
        case .environment(let name): "env:" + name
        case .file(let path): "file:" + path
        }
    }

    /// A variable named after what the secret is for, such as `HANZO_WEBHOOK_SECRET`.
    ///
    /// Whatever a variable's name cannot hold is a low line in it, so that no name ends the line it is written on.
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
