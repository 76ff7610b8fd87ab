/// The line of a help page that says how a command is called.
enum UsageText {
    private static let title = "USAGE: "

    /// Breaks the line `USAGE: …` of a help page so that it fits a terminal, which the argument
    /// parser does not do.
    ///
    /// It is broken between options and arguments; each of them stays whole.
    static func broken(_ help: String, columns: Int) -> String {
        help.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in
                guard line.hasPrefix(title), line.count > columns else { return String(line) }
                return lines(of: parts(of: line.dropFirst(title.count)), columns: columns)
                    .joined(separator: "\n" + String(repeating: " ", count: title.count))
            }
            .joined(separator: "\n")
    }

    /// Options with their values, arguments, and the words of the command.
    private static func parts(of line: Substring) -> [String] {
        var parts: [String] = []
        var isOpen = false
        for word in line.split(separator: " ") {
            let isValue = word.hasPrefix("<") && parts.last?.hasPrefix("--") == true
            let isRepetition = word == "..."
            if isOpen || isValue || isRepetition, let last = parts.popLast() {
                parts.append(last + " " + word)
            } else {
                parts.append(String(word))
            }
            let part = parts.last ?? ""
            isOpen = part.count { $0 == "[" } > part.count { $0 == "]" }
        }
        return parts
    }

    private static func lines(of parts: [String], columns: Int) -> [String] {
        var lines = [title]
        for (index, part) in parts.enumerated() {
            let last = lines.removeLast()
            let indent = lines.isEmpty ? 0 : title.count
            if index == 0 {
                lines.append(last + part)
            } else if indent + last.count + 1 + part.count <= columns {
                lines.append(last + " " + part)
            } else {
                lines += [last, part]
            }
        }
        return lines
    }
}
