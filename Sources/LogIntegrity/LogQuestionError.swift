internal import Encodings
internal import EventLog
package import SyncModel

/// Why a question about a log has no answer; a server would say the same.
package enum LogQuestionError: ExplainedError, Equatable {
    case noSync(String)
    case manySyncs(String)
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
        case .noSync: "The events of type sync.created name each sync that there ever was."
        case .manySyncs: "Use its id."
        case .noAsOf: "Give a moment that is in the log."
        }
    }
}

extension EventReader {
    /// The position a moment stands for.
    ///
    /// - Throws: `LogQuestionError.noAsOf` for a position beyond the log's end, `EventLogError`.
    func known(_ moment: AsOf) throws -> Position {
        guard let position = try position(of: moment) else {
            throw LogQuestionError.noAsOf(head: try head())
        }
        return position
    }
}
