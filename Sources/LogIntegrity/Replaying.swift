internal import EventLog
internal import LiveLog
internal import Projection
internal import SQLiteStore
package import SyncModel

/// The result of folding a log from scratch.
package struct ReplayReport: Sendable {
    /// The number of events that were folded.
    package let eventCount: Int64
    /// The position of the resulting state.
    package let position: Position
    /// The hash of the resulting state, as 64 hex digits.
    package let stateHash: String
    /// How long the fold took.
    package let duration: Duration
    /// Whether the result equals the server's state or the stored one; nil if nothing was compared.
    package let matchesLive: Bool?
}

/// Folds a log into a separate state and compares it with the newest stored state.
///
/// It only reads: nothing is pushed or written.
///
/// - Parameters:
///   - dataDirectory: The directory of a log, possibly of a running server.
///   - moment: Where to end; nil for the end of the log.
///   - fromZero: Whether to start at the first event rather than at the newest stored state before
///     the end.
///   - onProgress: Called again and again with how many events are folded, of how many.
/// - Returns: The resulting state's position and hash, and whether it equals the stored one.
/// - Throws: `LogQuestionError.noAsOf` for a moment beyond the end of the log, `EventLogError`.
package func replayReport(
    dataDirectory: String,
    asOf moment: AsOf?,
    fromZero: Bool,
    onProgress: (_ done: Int64, _ all: Int64) -> Void = { _, _ in }
) throws -> ReplayReport {
    let reader = try EventReader.open(directory: dataDirectory)
    let end = try moment.map { try reader.known($0) }
    return try replay(reader, through: end, fromZero: fromZero, onProgress).report
}

/// The number of events from one report of progress to the next.
private let progressStep: Int64 = 1000

func replay(
    _ reader: EventReader,
    through end: Position?,
    fromZero: Bool,
    _ onProgress: (_ done: Int64, _ all: Int64) -> Void
) throws(EventLogError) -> (state: State, report: ReplayReport) {
    let saved = try reader.savedState(through: end)
    var state = fromZero ? State() : saved ?? State()
    var count: Int64 = 0
    var matches: Bool?
    let start = ContinuousClock.now
    let last = if let end { end } else { try reader.head() }
    let all = last.number - state.position.number
    try reader.forEach(after: state.position, through: end) { event in
        state.apply(event)
        count += 1
        if count.isMultiple(of: progressStep) { onProgress(count, all) }
        if event.position == saved?.position { matches = state == saved }
    }
    let report = ReplayReport(
        eventCount: count,
        position: state.position,
        stateHash: stateHash(state),
        duration: ContinuousClock.now - start,
        matchesLive: matches
    )
    return (state, report)
}
