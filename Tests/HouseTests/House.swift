import Foundation

/// The repository as text: the manifest and every Swift file of a target.
struct House: Sendable {
    let manifest: Manifest
    let files: [SourceFile]

    /// The folder of the repository.
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The house as it stands on disk, read once for all tests.
    static let standing = Result { try House(root: root) }

    init(manifest: Manifest, files: [SourceFile]) {
        self.manifest = manifest
        self.files = files
    }

    private init(root: URL) throws {
        let text = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
        manifest = try Manifest(text)
        files = try ["Sources", "Tests"].flatMap { try Self.files(below: $0, root: root) }
    }

    private static func files(below folder: String, root: URL) throws -> [SourceFile] {
        try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
            .filter { $0.hasSuffix(".swift") }
            .sorted()
            .map { path in
                let url = root.appending(path: "\(folder)/\(path)")
                let text = try String(contentsOf: url, encoding: .utf8)
                return SourceFile(path: "\(folder)/\(path)", text: text)
            }
    }

    func files(of target: Manifest.Target) -> [SourceFile] {
        files.filter { file in target.folders.contains { file.path.hasPrefix($0 + "/") } }
    }

    /// The target of that name, as the manifest or an import writes it.
    func target(_ name: String) -> Manifest.Target? {
        manifest.targets.first { $0.name == name || $0.module == name }
    }

    /// The targets below `Sources`.
    var rooms: [Manifest.Target] {
        manifest.targets.filter { target in
            files(of: target).contains { $0.path.hasPrefix("Sources/") }
        }
    }

    /// The files of the pure rooms.
    var pureFiles: [SourceFile] {
        rooms.filter { Layers.pure.contains($0.name) }.flatMap(files)
    }

    /// The files of all rooms, without those of the tests.
    var sources: [SourceFile] { files.filter { $0.path.hasPrefix("Sources/") } }
}
