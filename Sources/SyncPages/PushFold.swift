internal import Encodings
internal import Pages

/// Entries of a history, newest first, in which the events of one run of a push are one entry.
enum PushFold {
    /// One row of a history.
    enum Row {
        /// An event by itself.
        case event(JSONValue)
        /// The events of a run that follow each other, newest first.
        case run(Run)
    }

    /// A run, or the part of it that is on one page.
    struct Run {
        /// The events, newest first; at least two.
        let events: [JSONValue]

        private func keys(_ type: String) -> [String] {
            events.reversed().filter { isType($0, type) }
                .compactMap { $0["data"]?["key"]?.string }
        }

        /// What was written, deleted and not written, with a sign, in the order of the run.
        var keys: [(sign: String, key: String)] {
            let kinds = [
                ("push.variable-written", "~"), ("push.variable-deleted", "−"),
                ("push.variable-failed", "✕"),
            ]
            return kinds.flatMap { type, sign in keys(type).map { (sign, $0) } }
        }

        /// Whether something in it did not work.
        var isFailure: Bool { events.contains { EventSentence(event: $0).isFailure } }

        /// Such as `A push wrote 3 and deleted 1 key`.
        var text: String {
            let (written, deleted) = (keys("push.variable-written"), keys("push.variable-deleted"))
            let failed = keys("push.variable-failed").count
            func count(_ count: Int) -> String { count == 1 ? "1 key" : "\(count) keys" }
            // It may go on, or another page may have the rest of it.
            let isWhole =
                isType(events.first, "push.finished") && isType(events.last, "push.started")
            let push = isWhole ? "A push" : "Part of a push"
            let did =
                switch (written.count, deleted.count) {
                case (0, 0): "\(push) wrote nothing"
                case (let written, 0): "\(push) wrote \(count(written))"
                case (0, let deleted): "\(push) deleted \(count(deleted))"
                case (let written, let deleted):
                    "\(push) wrote \(written) and deleted \(count(deleted))"
                }
            let left = failed == 0 ? "" : "; \(count(failed)) could not be written"
            guard let last = events.first, isType(last, "push.finished") else { return did + left }
            let sentence = EventSentence(event: last)
            return sentence.isFailure ? "\(did)\(left). \(sentence.text)" : did + left
        }

        private func isType(_ event: JSONValue?, _ type: String) -> Bool {
            event?["type"]?.isText(type) == true
        }
    }

    /// Folds the entries of a page.
    ///
    /// - Parameter entries: Entries of the API's history, newest first.
    /// - Returns: The rows, newest first.
    static func rows(of entries: [JSONValue]) -> [Row] {
        var rows: [Row] = []
        var open: [JSONValue] = []
        func close() {
            if open.count == 1 { rows.append(.event(open[0])) }
            if open.count > 1 { rows.append(.run(Run(events: open))) }
            open = []
        }
        for entry in entries {
            let run = runID(of: entry)
            if run == nil || run != open.first.flatMap(runID) { close() }
            if run == nil { rows.append(.event(entry)) } else { open.append(entry) }
        }
        close()
        return rows
    }

    private static func runID(of entry: JSONValue) -> String? {
        guard entry["type"]?.string?.hasPrefix("push.") == true else { return nil }
        return entry["data"]?["runId"]?.string
    }
}
