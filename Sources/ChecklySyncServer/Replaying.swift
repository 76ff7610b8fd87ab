internal import EventLog
internal import Projection
internal import SyncModel

/// Folds a log from its first event and compares with what the newest snapshot says, as JSON.
///
/// It reads only: nothing is pushed and nothing is written.
package func replayReport(dataDirectory: String) throws -> String {
    let reader = try EventReader.open(directory: dataDirectory)
    let clock = ContinuousClock()
    var state = State()
    var count: Int64 = 0
    var atSnapshot: String?
    let snapshot = try reader.snapshot()
    let duration = try clock.measure {
        try reader.forEach(after: .beforeFirst) { event in
            state.apply(event)
            count += 1
            if event.position == snapshot?.position { atSnapshot = stateHash(state) }
        }
    }
    let seconds =
        Double(duration.components.seconds)
        + Double(duration.components.attoseconds) / 1e18
    let matches = try snapshot.map { snapshot in
        let saved = try State(canonical: try CanonicalDecoding.decode(snapshot.state))
        return stateHash(saved) == atSnapshot
    }
    let rate = seconds > 0 ? Double(count) / seconds : 0
    return """
        {"events":\(count),"position":\(state.position.number),"stateHash":"\(stateHash(state))",\
        "seconds":\(seconds),"eventsPerSecond":\(Int(rate)),\
        "matchesLive":\(matches.map { "\($0)" } ?? "null")}
        """
}
