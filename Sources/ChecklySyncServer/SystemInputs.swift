internal import Foundation
internal import LiveLog
internal import OutboundHTTP
internal import SyncModel

/// Time and chance, which the wiring takes from the system and hands to everything else.
struct SystemInputs: Sendable {
    /// Measures durations and waits.
    let clock: ContinuousClock
    /// The time of day.
    let now: @Sendable () -> Timestamp
    /// How long the machine has been up, time asleep included.
    let uptime: @Sendable () -> Duration
    /// What tells this start of the machine from others; empty if that is unknown.
    let bootID: String
    /// Returns random numbers from 0 to 1.
    let jitter: @Sendable () -> Double
    /// Returns random UUIDs, in lower case.
    let makeUUID: @Sendable () -> String
    /// The manager that started this process; nil if there is none.
    let serviceManager: ServiceManager?

    /// The inputs of a server in operation.
    static let real = SystemInputs(
        clock: ContinuousClock(),
        now: { .now },
        uptime: RequestRecord.uptime,
        bootID: RequestRecord.bootID(),
        jitter: { .random(in: 0...1) },
        makeUUID: { UUID().uuidString.lowercased() },
        serviceManager: ServiceManager(environment: ProcessInfo.processInfo.environment)
    )
}
