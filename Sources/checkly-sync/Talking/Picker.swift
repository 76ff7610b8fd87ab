/// Lets somebody at a terminal choose from a numbered list.
struct Picker {
    /// One thing to choose.
    struct Choice {
        let label: String
        let value: String
    }

    /// How often a wrong answer is asked about again.
    private static let tries = 3

    /// What is chosen, such as "account".
    let what: String
    /// The flag that makes the question unnecessary.
    let flag: String
    let choices: [Choice]

    /// What was chosen; an empty answer takes the first.
    ///
    /// - Throws: `CommandError.noChoice` when nobody is there to answer, when there is nothing to choose, or after three
    ///   answers that are none.
    func choose(_ terminal: Terminal = .current) throws(CommandError) -> Choice {
        guard terminal.isInteractive, !choices.isEmpty else {
            throw .noChoice(what: what, flag: flag)
        }
        for (number, choice) in zip(1..., choices) { say("  \(number)) \(choice.label)") }
        for _ in 0..<Self.tries {
            guard let answer = terminal.ask("\(what) [1-\(choices.count), 1]: ", false) else {
                break
            }
            let text = answer.filter { !$0.isWhitespace }
            if text.isEmpty { return choices[0] }
            if let number = Int(text), choices.indices.contains(number - 1) {
                return choices[number - 1]
            }
            say("Give a number from 1 to \(choices.count).")
        }
        throw .noChoice(what: what, flag: flag)
    }
}
