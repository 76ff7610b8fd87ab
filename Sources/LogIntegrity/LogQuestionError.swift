internal import Encodings
internal import EventLog
package import SyncModel

/// Why a question about a log has no answer; a server answers with the same code and message.
package enum LogQuestionError: ExplainedError, Equatable {
    /// No sync has this name or id.
    case noSync(String)
    /// Syncs of several projects have this name.
    case manySyncs(String)
    /// The time or position is not in the log, which ends at `head`.
    case noAsOf(head: Position)

    package var code: String {
        switch self {
        case .noSync: "not-found"
        case .manySyncs: "ambiguous"
        case .noAsOf: "refused"
        }
    }

    package var message: String {
        switch self {
        case .noSync(let name): "There is no sync \"\(name)\"."
        case .manySyncs(let name): "More than one sync is called \"\(name)\"."
        case .noAsOf(let head):
            "Expected a position from 0 to \(head.number) or an RFC 3339 time."
        }
    }

    package var hint: String {
        switch self {
        case .noSync: "The events of type sync.created name every sync that ever existed."
        case .manySyncs: "Use its id."
        case .noAsOf: "Give a position or time within the log."
        }
    }
}

extension EventReader {
    /// The position that `moment` refers to.
    ///
    /// - Throws: `LogQuestionError.noAsOf` for a position beyond the log's end, `EventLogError`.
    func known(_ moment: AsOf) throws -> Position {
        guard let position = try position(of: moment) else {
            throw LogQuestionError.noAsOf(head: try head())
        }
        return position
    }
}
