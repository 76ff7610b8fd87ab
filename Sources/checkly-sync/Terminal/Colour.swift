/// The colour of a table's cell, according to its word (ECMA-48, select graphic rendition).
enum Colour: Int, CaseIterable {
    case bold = 1
    case red = 31
    case green = 32
    case yellow = 33

    /// Nil for a cell without colour.
    init?(_ cell: String, isTitle: Bool) {
        if isTitle {
            self = .bold
            return
        }
        switch cell {
        case "succeeded", "ok", "in-step": self = .green
        case "failed", "problem", "needs-you", "conflict": self = .red
        case "pending", "running", "skipped", "removing", "held", "paused", "needs-consent",
            "waiting", "pushing", "queued", "parked", "drifted", "changes-waiting", "never-pushed":
            self = .yellow
        default: return nil
        }
    }

    /// The colour for a line of changes, by its sign.
    init?(sign line: String) {
        switch line.first(where: { $0 != " " }) {
        case "+": self = .green
        case "-": self = .red
        case "~": self = .yellow
        default: return nil
        }
    }

    /// The sequences that may follow an escape character in output: the colours and their end.
    static let sequences = allCases.map { "[\($0.rawValue)m" } + ["[0m"]

    func around(_ text: String) -> String {
        "\u{1B}[\(rawValue)m\(text)\u{1B}[0m"
    }
}
