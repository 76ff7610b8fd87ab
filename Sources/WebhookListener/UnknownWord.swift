/// The explanation for an event type that we do not act on.
enum UnknownWord {
    /// Explains why an event is ignored and suggests a known type that was perhaps meant.
    ///
    /// - Parameters:
    ///   - word: The sender's type.
    ///   - kind: The kind of word, such as "type of event".
    ///   - known: The types that we act on.
    /// - Returns: The reason to report to the sender.
    static func reason(_ word: String, _ kind: String, _ known: [String]) -> String {
        let reason = "This server does not act on this \(kind)"
        guard let meant = known.first(where: { isNear(Array(word.utf8), Array($0.utf8)) }) else {
            return reason + "."
        }
        return reason + "; \"\(meant)\" was perhaps meant."
    }

    /// Whether the words differ only in case and in one inserted, missing, replaced or transposed
    /// letter.
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
