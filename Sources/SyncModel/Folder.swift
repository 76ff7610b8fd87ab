package import Encodings

/// A place for secrets in the KMS: a project, an environment and a path.
package struct FolderPath: Sendable {
    /// Paths are copied a lot; all copies share one set of names.
    private final class Names: Sendable, Hashable {
        let project: NameKey
        let environment: NameKey
        let secretPath: NameKey

        init(_ project: String, _ environment: String, _ secretPath: String) {
            self.project = NameKey(project)
            self.environment = NameKey(environment)
            self.secretPath = NameKey(secretPath)
        }

        static func == (a: Names, b: Names) -> Bool {
            a === b
                || a.secretPath == b.secretPath && a.environment == b.environment
                    && a.project == b.project
        }

        func hash(into hasher: inout Hasher) {
            project.hash(into: &hasher)
            environment.hash(into: &hasher)
            secretPath.hash(into: &hasher)
        }
    }

    private let names: Names

    /// The KMS's id of the project.
    package var projectID: String { names.project.text }
    /// The slug of the environment.
    package var environment: String { names.environment.text }
    /// Starts with a slash, does not end with one and has no empty part; `/` is the root.
    package var secretPath: String { names.secretPath.text }

    /// What is compared: the parts as `NameKey` compares them, each with a zero byte after it.
    package var normal: String {
        [names.project, names.environment, names.secretPath].map { $0.normal + "\0" }.joined()
    }

    /// Makes a path from parts that are valid already; see `normalized`.
    package init(projectID: String, environment: String, secretPath: String) {
        names = Names(projectID, environment, secretPath)
    }
}

extension FolderPath: Hashable {
    /// Whether all three parts are equal, Unicode equivalence included.
    package static func == (a: FolderPath, b: FolderPath) -> Bool { a.names == b.names }

    package func hash(into hasher: inout Hasher) { names.hash(into: &hasher) }
}

/// A folder of one webhook source; the same path from two sources is two folders.
package struct FolderID: Sendable, Hashable {
    /// The name of the webhook source.
    package let source: String
    /// The place within the source's KMS.
    package let path: FolderPath

    /// Makes the id of a source's folder.
    package init(source: String, path: FolderPath) {
        self.source = source
        self.path = path
    }
}

extension FolderPath: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object([
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
    /// As recorded: the path with the member `source` added.
    package var canonical: CanonicalValue { path.canonical.adding(["source": .text(source)]) }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            source: try canonical.text("source"),
            path: try FolderPath(canonical: canonical)
        )
    }
}

extension FolderPath: Comparable {
    /// Orders by project, then environment, then path.
    package static func < (a: FolderPath, b: FolderPath) -> Bool {
        let (a, b) = (a.names, b.names)
        return (a.project, a.environment, a.secretPath) < (b.project, b.environment, b.secretPath)
    }
}

extension FolderID: Comparable {
    /// Orders by source, then path.
    package static func < (a: FolderID, b: FolderID) -> Bool {
        a.source == b.source ? a.path < b.path : a.source < b.source
    }
}

/// Why a text is not a folder path.
package enum FolderPathError: ExplainedError, Equatable {
    /// Carries the text.
    case malformed(String)

    /// One word for all cases.
    package var code: String { "folder-path" }
    /// Repeats the text, which is not secret.
    package var message: String {
        switch self {
        case .malformed(let path): "\"\(path)\" is not a folder path."
        }
    }
    /// Describes a valid path.
    package var hint: String {
        "Start it with a slash, leave no part empty and end it without a slash, as in /my-secrets."
    }
}

extension FolderPath {
    private static let slash = UInt8(ascii: "/")

    /// Checks a secret path after dropping trailing slashes, as Hanzo KMS does.
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
