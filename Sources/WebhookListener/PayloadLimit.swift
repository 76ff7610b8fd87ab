/// The limits of a payload.
package enum PayloadLimit {
    /// The maximum number of events in a batch.
    package static let batchCount = 1000
    /// The maximum number of imports of a folder.
    package static let importCount = 100
    /// The maximum length in bytes of an id, a name or a type.
    package static let nameByteCount = 256
    /// The maximum length in bytes of a folder path or of a CloudEvent's `source`.
    package static let pathByteCount = 1024
    /// How many scalars of a sender's words (types, ids) to keep for display.
    package static let displayedCount = 128

    /// A sender's word, truncated for display.
    static func displayed(_ text: String) -> String {
        text.utf8.count <= displayedCount
            ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(displayedCount)))
    }
}
