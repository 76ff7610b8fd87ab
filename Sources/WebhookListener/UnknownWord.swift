/// What is said of a type of event that nothing here acts on.
enum UnknownWord {
    /// Why an event is ignored, and which known type may have been meant.
    ///
    /// - Parameters:
    ///   - word: The type as the sender writes it.
    ///   - kind: What it is, such as "type of event".
    ///   - known: The types that are acted on.
    /// - Returns: The reason, as the sender is told it.
    static func reason(_ word: String, _ kind: String, _ known: [String]) -> String {
        let reason = "Nothing here acts on this \(kind)"
        guard let meant = known.first(where: { isNear(Array(word.utf8), Array($0.utf8)) }) else {
            return reason + "."
        }
        return reason + "; \"\(meant)\" may be meant."
    }

    /// Whether one letter more, less or other, or two that changed places, or another case, makes them equal.
    private static func isNear(_ word: [UInt8], _ known: [UInt8]) -> Bool {
        guard abs(word.count - known.count) <= 1 else { return false }
        let (word, known) = (word.map(lowercased), known.map(lowercased))
        let start = zip(word, known).prefix { $0 == $1 }.count
        let (a, b) = (word.dropFirst(start), known.dropFirst(start))
        if a.count != b.count {
            return a.dropFirst(a.count > b.count ? 1 : 0) == b.dropFirst(a.count > b.count ? 0 : 1)
        }
        let areSwapped =
            a.count > 1 && a.first == b.dropFirst().first && b.first == a.dropFirst().first
        return a.dropFirst() == b.dropFirst() || (areSwapped && a.dropFirst(2) == b.dropFirst(2))
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
