internal import EventLog

extension EventQuery {
    /// The conditions that the database checks, as SQL with one argument each.
    var conditions: [(sql: String, value: String)] {
        [
            ("type = ?", type), ("source = ?", source),
            // Causes are events that came from a source.
            (causes == nil ? "sync = ?" : "(sync = ? OR source IS NOT NULL)", sync),
        ]
        .compactMap { sql, value in value.map { (sql, $0) } }
    }
}
