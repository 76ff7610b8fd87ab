/// What a payload may hold at most.
package enum PayloadLimit {
    /// Events of one batch.
    package static let batchCount = 1000
    /// UTF-8 bytes of a key.
    package static let keyByteCount = 255
    /// UTF-8 bytes of a value: 64 KiB.
    package static let valueByteCount = 65_536
    /// Characters of a sender's own words (types, ids) that are kept for display.
    package static let displayedCount = 128
}
