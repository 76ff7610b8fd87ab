internal import Foundation
internal import LiveLog
internal import SyncModel

/// Time and chance. The wiring takes them from the system and hands them to everything else.
struct SystemInputs: Sendable {
    /// Measures durations and waits.
    let clock: ContinuousClock
    /// The time of day.
    let now: @Sendable () -> Timestamp
    /// Returns random numbers from 0 to 1.
    let jitter: @Sendable () -> Double
    /// Returns random UUIDs, in lower case.
    let makeUUID: @Sendable () -> String

    /// The inputs of a server in operation.
    static let real = SystemInputs(
        clock: ContinuousClock(),
        now: { .now },
        jitter: { .random(in: 0...1) },
        makeUUID: { UUID().uuidString.lowercased() }
    )
}
