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
    package static func placeholder(_ resource: String, _ purpose: String) -> SecretReference {
        let name = resource.uppercased().replacing("-", with: "_") + "_" + purpose
        return .environment(name.first?.isNumber == true ? "_" + name : name)
    }
}
