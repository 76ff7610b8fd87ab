import ArgumentParser

/// Names the command that somebody may have meant, which the argument parser does for options only.
enum CommandSuggestion {
    /// How many letters may be wrong, lacking, too many or exchanged.
    private static let limit = 2

    /// Adds a suggestion to what the argument parser says of a word that is no command.
    ///
    /// - Parameters:
    ///   - text: What it says: the error, and a line `Usage: … <subcommand>`.
    ///   - root: The root command.
    /// - Returns: The text with a suggestion in its first line; the text as it is where there is
    ///   none.
    static func added(to text: String, root: any ParsableCommand.Type) -> String {
        guard let wrong = text.firstMatch(of: /^Error: .*?nexpected arguments?:? '([^'\n]+)'.*/),
            let usage = text.firstMatch(of: /Usage: [^ \n]+ ((?:[a-z-]+ )*)/),
            let group = group(usage.output.1.split(separator: " "), below: root),
            let meant = nearest(to: String(wrong.output.1), of: names(of: group))
        else { return text }
        let line = wrong.output.0
        return "\(line). Did you mean '\(meant)'?" + text.dropFirst(line.count)
    }

    /// The command with subcommands that words lead to: itself, or that of which it is the usual
    /// subcommand.
    private static func group(
        _ words: [Substring],
        below root: any ParsableCommand.Type
    ) -> (any ParsableCommand.Type)? {
        var (group, found): (any ParsableCommand.Type, any ParsableCommand.Type) = (root, root)
        for word in words {
            let subcommands = found.configuration.subcommands
            guard let next = subcommands.first(where: { $0._commandName == word }) else { break }
            (group, found) = (found, next)
        }
        if !found.configuration.subcommands.isEmpty { return found }
        return group.configuration.defaultSubcommand == found ? group : nil
    }

    private static func names(of group: any ParsableCommand.Type) -> [String] {
        group.configuration.subcommands.map { $0._commandName }
    }

    /// The name that is closest to a word; nil if none is close, or the word is too short to tell.
    static func nearest(to word: String, of names: [String]) -> String? {
        let close = names.map { (name: $0, distance: distance(word, $0)) }
            .filter { $0.distance <= min(limit, word.count / 2) || $0.name.hasPrefix(word) }
        return close.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    /// The number of letters to insert, remove, replace or exchange with their neighbour (optimal
    /// string alignment distance).
    private static func distance(_ first: String, _ second: String) -> Int {
        let (a, b) = (Array(first), Array(second))
        var rows = [Array(0...b.count)]
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(
                    rows[i][j] + (a[i] == b[j] ? 0 : 1),
                    row[j] + 1,
                    rows[i][j + 1] + 1
                )
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
