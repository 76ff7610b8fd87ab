internal import Encodings
internal import Foundation
internal import LiveLog

/// What every target was told, in a file beside the log that a restart survives.
///
/// It is no record: without it, everything that waits is told again.
package struct NotificationFile: Sendable {
    private let path: String

    /// - Parameter directory: The data directory.
    package init(_ directory: String) {
        path = directory + "/notifications"
    }

    /// What was kept, by the target's id.
    func load() -> [String: ToldAttention] {
        guard let data = FileManager.default.contents(atPath: path),
            case .map(let map)? = try? CanonicalDecoding.decode([UInt8](data))
        else { return [:] }
        var told: [String: ToldAttention] = [:]
        for member in map { told[member.name] = try? ToldAttention(canonical: member.value) }
        return told
    }

    /// Replaces the file as a whole.
    func save(_ told: [String: ToldAttention]) throws(DataDirectoryError) {
        let bytes = CanonicalEncoding.encode(.map(CanonicalMap(told.mapValues(\.canonical))))
        try DurableFile.replace(path, with: bytes, mode: 0o600)
    }
}
