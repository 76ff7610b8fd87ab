/// What a payload may hold at most.
package enum PayloadLimit {
    /// Events of one batch.
    package static let batchCount = 1000
    /// Imports of a folder.
    package static let importCount = 100
    /// UTF-8 bytes of an id, a name or a type.
    package static let nameByteCount = 256
    /// UTF-8 bytes of a folder's path, and of the `source` of a CloudEvent.
    package static let pathByteCount = 1024
    /// Unicode scalars of a sender's own words (types, ids) that are kept for display.
    package static let displayedCount = 128

    /// As much of a sender's own word as is kept for display.
    static func displayed(_ text: String) -> String {
        text.utf8.count <= displayedCount
            ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(displayedCount)))
    }
}
