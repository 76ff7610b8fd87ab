package import Testing

/// Returns once a condition holds; the test ends with an issue where that takes too long.
///
/// - Parameters:
///   - what: What is waited for, as the issue is to say it.
///   - limit: How long to wait at most. It only bounds a wait in vain, so it is generous: a machine
///     may be slow and run many tests at once.
///   - sourceLocation: Where the issue is to stand.
///   - condition: What is to hold; it is asked again and again.
/// - Throws: What the condition throws, and the end of the wait.
package func eventually(
    _ what: String,
    within limit: Duration = .seconds(300),
    sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: limit)
    var looks = 0
    while try await !condition() {
        try #require(
            clock.now < end,
            "This did not come within \(limit): \(what).",
            sourceLocation: sourceLocation
        )
        looks += 1
        // What runs in this process only needs its turn; for anything else a spin is a waste.
        if looks < 2000 { await Task.yield() } else { try await Task.sleep(for: .milliseconds(2)) }
    }
}

/// Lets other tasks run for a while, where a test shows that something does not happen or is
/// disturbed at a moment that does not matter.
package func letOthersRun(turns: Int = 1000) async {
    for _ in 0..<turns { await Task.yield() }
}

extension VirtualClock {
    /// Returns once somebody sleeps by this clock.
    ///
    /// - Throws: The end of the wait if nobody does.
    package func untilAsleep() async throws {
        try await eventually("somebody sleeps by the clock") { sleeperCount > 0 }
    }
}
