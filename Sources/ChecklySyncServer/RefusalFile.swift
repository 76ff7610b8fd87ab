internal import Encodings
internal import Foundation
internal import LiveLog
internal import Logging
internal import ServiceLifecycle
internal import SyncModel
internal import WebhookListener
internal import WebhookSignatures

/// The refused deliveries beside the log, in a file of limited size that a restart survives.
///
/// It is a help for operators and no record: one that cannot be read counts as empty.
struct RefusalFile: Sendable {
    private let path: String

    init(_ directory: String) {
        path = directory + "/refused-deliveries"
    }

    /// What was kept, oldest first.
    func load() -> [RefusedDelivery] {
        guard let data = FileManager.default.contents(atPath: path),
            case .list(let list)? = try? CanonicalDecoding.decode([UInt8](data))
        else { return [] }
        return list.compactMap { try? RefusedDelivery(canonical: $0) }
    }

    /// Replaces the file as a whole.
    func save(_ deliveries: [RefusedDelivery]) throws {
        let bytes = CanonicalEncoding.encode(.list(deliveries.map(\.canonical)))
        try DurableFile.replace(path, with: bytes, mode: 0o600)
    }
}
