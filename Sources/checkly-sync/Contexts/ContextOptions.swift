import ArgumentParser
import ChecklySyncServer
internal import Settings

/// The server that a command uses, by its name.
struct ContextOptions: ParsableArguments {
    @Option(
        help: "A server by its name; see checkly-sync context.",
        completion: .contextNames
    )
    var context: String?

    /// Refuses other ways to say which server is meant.
    func refuse(beside options: [(name: String, value: String?)]) throws {
        if context != nil, let other = options.first(where: { $0.value != nil }) {
            throw ValidationError("Give --context or \(other.name), not both.")
        }
    }

    /// The context to use.
    ///
    /// - Parameter hasPlace: Whether a flag says which server is meant.
    /// - Returns: Nil if a flag or the environment says which server is meant, or there is none.
    /// - Throws: `CommandError` if there is no such context.
    func context(hasPlace: Bool) throws(CommandError) -> ServerContext? {
        if let context { return try ContextFile.load().context(context) }
        let isTold =
            Setting.adminToken.setting.variable != nil || Setting.data.setting.variable != nil
        if hasPlace || isTold { return nil }
        let file = try ContextFile.load()
        guard let current = file.current else { return nil }
        return try file.context(current)
    }
}
