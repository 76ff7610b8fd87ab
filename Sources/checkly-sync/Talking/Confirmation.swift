import ArgumentParser

/// A command that can take away what nobody can bring back.
///
/// A test goes through all of them and looks whether each asks.
protocol DestructiveCommand: AsyncParsableCommand {
    var confirmation: ConfirmationOptions { get }
}

/// Whether a person was asked before something goes.
struct ConfirmationOptions: ParsableArguments {
    /// How many of the things that go are named; the rest is counted.
    private static let nameLimit = 20

    @Flag(help: "Do not ask; needed where nobody is there to answer.")
    var yes = false

    /// Shows what goes and asks whether it may.
    ///
    /// - Parameters:
    ///   - losses: What goes, one thing a line.
    ///   - question: Such as "Delete 3 variables at Checkly".
    ///   - terminal: Where it is asked.
    /// - Throws: `CommandError.unconfirmed` where nobody is there to answer, `.declined` for any answer but yes.
    func confirm(
        _ losses: [String],
        _ question: String,
        terminal: Terminal = .current
    ) throws(CommandError) {
        if yes { return }
        for loss in losses.prefix(Self.nameLimit) { say("- \(loss)") }
        if losses.count > Self.nameLimit {
            say("  and \(losses.count - Self.nameLimit) more")
        }
        guard terminal.isInteractive else { throw .unconfirmed(what: question) }
        let answer = terminal.ask("\(question)? [y/N]: ", false) ?? ""
        let word = answer.filter { !$0.isWhitespace }.lowercased()
        guard ["y", "yes"].contains(word) else { throw .declined }
    }
}
