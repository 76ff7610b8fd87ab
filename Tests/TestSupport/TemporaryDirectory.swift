internal import Foundation

/// A path for a test's own files, in the directory that the test run throws away at its end.
package func temporaryPath(_ name: String) -> String {
    NSTemporaryDirectory() + "checkly-sync-\(name)-" + UUID().uuidString
}

/// Makes an empty directory for a test's own files.
///
/// - Throws: What the file system says.
package func makeTemporaryDirectory(_ name: String) throws -> String {
    let path = temporaryPath(name)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
}
