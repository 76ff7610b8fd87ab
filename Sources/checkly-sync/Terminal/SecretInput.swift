import FoundationEssentials
import WebhookSignatures

/// A secret that a command needs: from a variable, a file or a prompt, never from the command line,
/// which others can read.
struct SecretInput {
    /// What it is, such as "signing secret".
    let what: String
    /// The flags that provide it.
    let flags: String

    /// The secret.
    ///
    /// - Throws: `CommandError.noSecret` if variable, file and answer provide none; without a
    ///   terminal there is no prompt.
    func read(
        variable: String?,
        file: String?,
        terminal: Terminal = .current
    ) throws(CommandError) -> String {
        if let variable {
            let secret = ProcessInfo.processInfo.environment[variable] ?? ""
            return try checked(secret, else: "Set the environment variable \(variable).")
        }
        if let file {
            return try checked(try LocalFile.secret(file), else: "Put it into \(file).")
        }
        let question = what.prefix(1).uppercased() + what.dropFirst() + ": "
        let answer = terminal.isInteractive ? terminal.ask(question, true) : nil
        return try checked(answer ?? "", else: "Give it with \(flags).")
    }

    private func checked(_ secret: String, else hint: String) throws(CommandError) -> String {
        let secret = SecretText.withoutMark(secret)
        guard !secret.isEmpty else { throw .noSecret(what: what, how: hint) }
        return secret
    }
}
