internal import Encodings
internal import Foundation
internal import LiveLog
internal import WebhookListener
internal import WebhookSignatures

/// A list in memory, and in a file of limited size beside the log, so that it survives a restart.
///
/// It is a help for operators and no record: a file that cannot be read counts as an empty list.
struct KeptList: Sendable {
    private let file: String
    /// What the list is of, for log lines.
    let name: String
    /// Grows with every change.
    let revision: @Sendable () -> Int
    private let content: @Sendable () -> [CanonicalValue]

    /// The refused deliveries.
    init(_ refused: RefusedDeliveries, in directory: String) {
        file = Self.refused(directory)
        name = "refused deliveries"
        revision = { Int(refused.revision) }
        content = { refused.newestFirst.reversed().map(\.canonical) }
    }

    /// The repetitions of deliveries.
    init(_ repeated: RepeatedDeliveries, in directory: String) {
        file = Self.repeated(directory)
        name = "repeated deliveries"
        revision = { repeated.revision }
        content = { repeated.canonical }
    }

    /// Replaces the file as a whole.
    func save() throws {
        let bytes = CanonicalEncoding.encode(.list(content()))
        try DurableFile.replace(file, with: bytes, mode: 0o600)
    }

    fileprivate static func refused(_ directory: String) -> String {
        directory + "/refused-deliveries"
    }

    fileprivate static func repeated(_ directory: String) -> String {
        directory + "/repeated-deliveries"
    }

    fileprivate static func load(_ file: String) -> [CanonicalValue] {
        guard let data = FileManager.default.contents(atPath: file),
            case .list(let list)? = try? CanonicalDecoding.decode([UInt8](data))
        else { return [] }
        return list
    }
}

extension RefusedDeliveries {
    /// Those that a directory keeps.
    convenience init(keptIn directory: String) {
        let list = KeptList.load(KeptList.refused(directory))
        self.init(restoring: list.compactMap { try? RefusedDelivery(canonical: $0) })
    }
}

extension RepeatedDeliveries {
    /// Those that a directory keeps.
    convenience init(keptIn directory: String) {
        self.init(restoring: KeptList.load(KeptList.repeated(directory)))
    }
}
