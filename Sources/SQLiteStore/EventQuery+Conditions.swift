internal import EventLog

extension EventQuery {
    /// What the database looks for.
    var conditions: [(sql: String, value: String)] {
        [
            ("type = ?", type), ("source = ?", source),
            // A cause comes from a source.
            (causes == nil ? "sync = ?" : "(sync = ? OR source IS NOT NULL)", sync),
        ]
        .compactMap { sql, value in value.map { (sql, $0) } }
    }
}
