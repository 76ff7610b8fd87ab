package import Encodings

/// A row of a table of events.
package enum EventRow {
    /// An object for the template `events-table`.
    ///
    /// - Parameters:
    ///   - event: An event as the API shows it.
    ///   - names: The names of syncs by their ids, as ``SyncNames`` finds them.
    ///   - request: What says in which form times are shown.
    /// - Returns: The object.
    package static func value(
        _ event: JSONValue,
        _ names: [String: String],
        _ request: PageRequest
    ) -> PageValue {
        let position = event["position"]?.integer ?? 0
        let sentence = EventSentence(event: event)
        return .members([
            "id": .number(position), "version": .number(position),
            "href": .text(PagePath.event(position)), "number": .number(position),
            "at": request.times.value(event["recordedAt"]?.string),
            "text": .text(
                sentence.text
                    + (event["data"]?["syncId"]?.string.flatMap { names[$0] }.map { " (\($0))" }
                        ?? "")
            ),
            "type": .text(event["type"]?.string ?? ""),
            "by": .optional(sentence.by),
        ])
    }
}
