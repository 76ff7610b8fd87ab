internal import Encodings
internal import SyncModel

/// Messages of the API as pages say them.
package enum Sentence {
    /// A text that ends as a sentence does, so that another one can follow.
    package static func ended(_ text: String) -> String {
        text.last.map { ".!?".contains($0) } == true ? text : text + "."
    }

    /// A message with its times as people write them, and without the command that it hints at: the
    /// page has links for that.
    package static func text(_ message: String) -> String {
        var text = message
        if text.hasSuffix(")"), let hint = text.ranges(of: " (checkly-sync ").last {
            text = String(text[..<hint.lowerBound])
        }
        // Most messages have neither a command nor a time, and looking for them takes long.
        guard text.utf8.contains(UInt8(ascii: "Z")) || text.contains("checkly-sync") else {
            return text
        }
        for command in [#/ Then: checkly-sync [^)]*/#, #/ Review it with checkly-sync .*$/#] {
            text = text.replacing(command, with: "")
        }
        return text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/) { match in
            guard let time = Timestamp(rfc3339: String(match.0)) else { return String(match.0) }
            return TimeText.utc(time)
        }
    }
}
