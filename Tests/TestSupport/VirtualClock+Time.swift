package import FoundationEssentials
package import SyncModel

extension VirtualClock {
    /// The time of day at which every clock begins.
    package static let epoch = Timestamp(microseconds: 1_795_000_000_000_000)

    /// The time of day as the clock has it.
    package var timestamp: Timestamp { Self.epoch.advanced(by: now.offset) }

    /// The time of day as the clock has it.
    package var date: Date {
        Date(timeIntervalSince1970: Double(timestamp.microseconds) / 1_000_000)
    }
}
