internal import EventLog
internal import LiveLog
internal import Projection
internal import SQLiteStore
package import SyncModel

/// What came of folding a log anew.
package struct ReplayReport: Sendable {
    package let eventCount: Int64
    package let position: Position
    package let stateHash: String
    package let duration: Duration
    /// Whether the fold came by the state the server has or kept; nil where nothing was compared.
    package let matchesLive: Bool?
}

/// Folds a log into a state of its own, and compares with the newest state kept beside it.
///
/// It reads only: nothing is pushed and nothing is written.
///
/// - Parameters:
///   - dataDirectory: the directory of a log, also one that a running server writes to.
///   - moment: where to end; the log's end where nothing is given.
///   - fromZero: reads from the first event; else from the newest state kept before the end.
/// - Returns: How far it came, what the state is then, and whether it is as kept.
/// - Throws: `LogQuestionError.noAsOf` for a moment beyond the log's end, `EventLogError`.
package func replayReport(
    dataDirectory: String,
    asOf moment: AsOf?,
    fromZero: Bool
) throws -> ReplayReport {
    let reader = try EventReader.open(directory: dataDirectory)
    let end = try moment.map { try reader.known($0) }
    return try replay(reader, through: end, fromZero: fromZero).report
}

func replay(
    _ reader: EventReader,
    through end: Position?,
    fromZero: Bool
) throws(EventLogError) -> (state: State, report: ReplayReport) {
    let saved = try reader.savedState(through: end)
    var state = fromZero ? State() : saved ?? State()
    var count: Int64 = 0
    var matches: Bool?
    let start = ContinuousClock.now
    try reader.forEach(after: state.position, through: end) { event in
        state.apply(event)
        count += 1
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
