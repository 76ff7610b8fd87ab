import ArgumentParser

/// A command that can delete what nobody can restore.
///
/// A test checks that each of them asks for confirmation.
protocol DestructiveCommand: AsyncParsableCommand {
    var confirmation: ConfirmationOptions { get }
}

/// Asks a person before something is deleted.
struct ConfirmationOptions: ParsableArguments {
    /// The maximum number of losses to list; the rest are counted.
    private static let nameLimit = 20

    @Flag(help: "Do not ask; needed where nobody is there to answer.")
    var yes = false

    /// Shows what would be lost and asks for confirmation.
    ///
    /// - Parameters:
    ///   - losses: What would be lost, one line each.
    ///   - question: For example "Delete 3 variables at Checkly".
    ///   - terminal: Where to ask.
    /// - Throws: `CommandError.unconfirmed` if nobody is there to answer, `.declined` for any
    ///   answer but yes.
    func confirm(
        _ losses: [String],
        _ question: String,
        terminal: Terminal = .current
    ) throws(CommandError) {
        if yes { return }
        for loss in losses.prefix(Self.nameLimit) { printError("- \(loss)") }
        if losses.count > Self.nameLimit {
            printError("  and \(losses.count - Self.nameLimit) more")
        }
        guard terminal.isInteractive else { throw .unconfirmed(what: question) }
        let answer = terminal.ask("\(question)? [y/N]: ", false) ?? ""
        let word = answer.filter { !$0.isWhitespace }.lowercased()
        guard ["y", "yes"].contains(word) else { throw .declined }
    }
}
