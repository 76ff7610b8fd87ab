/// How a delivery ended, as a badge and a sentence.
package struct DeliveryOutcome: Sendable {
    /// The word with its colour.
    package let badge: Badge
    /// What the word means, as a whole sentence; empty for a word that is not known.
    package let sentence: String

    /// - Parameter word: The outcome as the API says it, such as `pushed`.
    package init(_ word: String) {
        (badge, sentence) = Self.meaning(word)
    }

    private static func meaning(_ word: String) -> (Badge, String) {
        switch word {
        case "pushed":
            (Badge(.good, "pushed"), "All that it changed is at Checkly.")
        case "unchanged":
            (Badge(.good, "unchanged"), "It changed nothing that a sync writes to Checkly.")
        case "failed":
            (Badge(.bad, "failed"), "A push that it led to failed.")
        case "running":
            (Badge(.busy, "running"), "A push that it led to is under way.")
        case "waiting":
            (Badge(.busy, "waiting"), "A push is about to begin.")
        case "held":
            (Badge(.hold, "held"), "A sync that it concerns is held back.")
        case "reading":
            (Badge(.busy, "reading"), "Its folder is being read from the KMS.")
        case "superseded":
            (Badge(.wait, "superseded"), "Newer versions were known, so it had no effect.")
        case "no-sync":
            (Badge(.wait, "no sync"), "No sync reads its folder.")
        case "ignored":
            (Badge(.wait, "ignored"), "It says nothing about secrets.")
        case "malformed":
            (Badge(.warn, "malformed"), "Its body could not be read.")
        default: (Badge(.wait, word), "")
        }
    }
}
