package import Foundation
package import Testing

/// The repository that the tests were built from.
package enum Repository {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Where a file is, by its path from the top.
    package static func file(_ path: String) -> URL { root.appendingPathComponent(path) }

    /// The text of a file, by its path from the top.
    ///
    /// - Throws: What the file system says.
    package static func text(of path: String) throws -> String {
        try String(contentsOf: file(path), encoding: .utf8)
    }
}

/// Compares a text with a golden file, and says how to refresh that.
///
/// With `CHECKLY_SYNC_REFRESH=1` in the environment the file is written instead.
///
/// - Parameters:
///   - text: What there is now, whole lines.
///   - path: Where the golden file is, from the top of the repository.
///   - sourceLocation: Where the issue is to stand.
/// - Throws: What the file system says when it writes.
package func expectGolden(
    _ text: String,
    at path: String,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    if ProcessInfo.processInfo.environment["CHECKLY_SYNC_REFRESH"] == "1" {
        let file = Repository.file(path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        return try Data(text.utf8).write(to: file)
    }
    let golden = (try? Repository.text(of: path)) ?? ""
    let (now, then) = (text.split(separator: "\n"), golden.split(separator: "\n"))
    let difference = now.difference(from: then)
        .map { change in
            switch change {
            case .insert(_, let line, _): "+ \(line)"
            case .remove(_, let line, _): "- \(line)"
            }
        }
    #expect(
        text == golden,
        """
        This is not \(path) any more:
        \(difference.joined(separator: "\n"))
        If that is meant: CHECKLY_SYNC_REFRESH=1 swift test --filter NAME_OF_THIS_TEST
        """,
        sourceLocation: sourceLocation
    )
}
