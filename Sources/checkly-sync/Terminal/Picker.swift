/// Lets somebody at a terminal choose from a numbered list.
struct Picker {
    /// One choice.
    struct Choice {
        let label: String
        let value: String
    }

    /// How often to ask again after an invalid answer.
    private static let tries = 3

    /// What is being chosen, such as "account".
    let what: String
    /// The flag that makes the question unnecessary.
    let flag: String
    let choices: [Choice]

    /// The choice; an empty answer takes the first.
    ///
    /// - Throws: `CommandError.noChoice` if nobody is there to answer, if there is nothing to
    ///   choose, or after three invalid answers.
    func choose(_ terminal: Terminal = .current) throws(CommandError) -> Choice {
        guard terminal.isInteractive, !choices.isEmpty else {
            throw .noChoice(what: what, flag: flag)
        }
        for (number, choice) in zip(1..., choices) { printError("  \(number)) \(choice.label)") }
        for _ in 0..<Self.tries {
            guard let answer = terminal.ask("\(what) [1-\(choices.count), 1]: ", false) else {
                break
            }
            let text = answer.filter { !$0.isWhitespace }
            if text.isEmpty { return choices[0] }
            if let number = Int(text), choices.indices.contains(number - 1) {
                return choices[number - 1]
            }
            printError("Give a number from 1 to \(choices.count).")
        }
        throw .noChoice(what: what, flag: flag)
    }
}
