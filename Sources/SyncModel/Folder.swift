/// Where secrets live in the key management system: a project, an environment and a path.
package struct FolderPath: Sendable, Hashable {
    private let projectKey: NameKey
    private let environmentKey: NameKey
    private let pathKey: NameKey

    package var projectID: String { projectKey.text }
    package var environment: String { environmentKey.text }
    /// A leading slash, no trailing one, no empty part; `/` is the root.
    package var secretPath: String { pathKey.text }

    package init(projectID: String, environment: String, secretPath: String) {
        projectKey = NameKey(projectID)
        environmentKey = NameKey(environment)
        pathKey = NameKey(secretPath)
    }
}

/// A folder as one webhook source knows it: the same path from two sources is two folders.
package struct FolderID: Sendable, Hashable {
    package let source: String
    package let path: FolderPath

    package init(source: String, path: FolderPath) {
        self.source = source
        self.path = path
    }
}

extension FolderPath: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record([
            "projectId": .text(projectID),
            "secretPath": .text(secretPath),
            "environment": .text(environment),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            projectID: try canonical.text("projectId"),
            environment: try canonical.text("environment"),
            secretPath: try canonical.text("secretPath")
        )
    }
}

extension FolderID: CanonicalCodable {
    package var canonical: CanonicalValue { path.canonical.adding(["source": .text(source)]) }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            source: try canonical.text("source"),
            path: try FolderPath(canonical: canonical)
        )
    }
}

extension FolderPath: Comparable {
    package static func < (a: FolderPath, b: FolderPath) -> Bool {
        (a.projectKey, a.environmentKey, a.pathKey) < (b.projectKey, b.environmentKey, b.pathKey)
    }
}

extension FolderID: Comparable {
    package static func < (a: FolderID, b: FolderID) -> Bool {
        a.source == b.source ? a.path < b.path : a.source < b.source
    }
}

/// Why a text is no folder path.
package enum FolderPathError: ExplainedError, Equatable {
    case malformed(String)

    package var code: String { "folder-path" }
    package var message: String {
        switch self {
        case .malformed(let path): "\"\(path)\" is not a folder path."
        }
    }
    package var hint: String {
        "Begin it with a slash, leave no part empty and end it without a slash, as in /my-secrets."
    }
}

extension FolderPath {
    private static let slash = UInt8(ascii: "/")

    /// Checks a secret path; a trailing slash is taken away first, as Hanzo KMS does.
    package static func normalized(
        secretPath: String
    ) throws(FolderPathError) -> String {
        var path = Substring(secretPath)
        while path.utf8.count > 1, path.utf8.last == slash { path = path.dropLast() }
        if path == "/" { return "/" }
        var previous: UInt8 = 0
        for byte in path.utf8 {
            let isEmptyPart = byte == slash && previous == slash
            if isEmptyPart || byte < 0x20 || byte == 0x7F { throw .malformed(secretPath) }
            previous = byte
        }
        guard path.utf8.first == slash else { throw .malformed(secretPath) }
        return String(path)
    }
}
