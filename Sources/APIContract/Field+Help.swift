internal import Encodings

extension Field {
    /// What the command line's help says of its flag: the sentence, the words it may be, and what
    /// having none means.
    package var help: String {
        var text = summary ?? ""
        if text.last == "." { text.removeLast() }
        if case .word(let words) = form { text += ": " + Self.list(words, usual: usualWord) }
        if let example = form.example { text += ", such as \(example)" }
        if let none, case .keySchema = form { text += "; '' for \(none)" }
        return text + "."
    }

    /// What the help says of its flag where a command makes or changes the resource.
    package func help(for act: Act) -> String { flagHelp[act] ?? help }

    /// What the help says of the flag that takes it away.
    package var helpOfNone: String {
        let none = none ?? ""
        return none.prefix(1).uppercased() + none.dropFirst() + " (usual)."
    }

    private var usualWord: String? {
        guard case .text(let word)? = declared ?? usual else { return nil }
        return word
    }

    /// Lists the default word first, then the others in order.
    static func list(_ words: [String], usual: String? = nil) -> String {
        let others = words.filter { $0 != usual }
        let all = (usual.map { ["\($0) (usual)"] } ?? []) + others
        return all.dropLast().joined(separator: ", ") + (all.count > 1 ? " or " : "")
            + (all.last ?? "")
    }
}

extension [Field] {
    /// What the help says of the flag of one of the fields; nothing where there is none of this
    /// name.
    package func help(of name: String, for act: Field.Act) -> String {
        first { $0.name == name }?.help(for: act) ?? ""
    }
}

extension Field {
    /// What the help says of a resource's name.
    static let nameHelp: [Act: String] = [
        .create: "A name of lower-case letters, digits and hyphens.", .change: "Another name.",
    ]

    /// What the help says of a description, of which an empty text is none.
    static func descriptionHelp(of resource: String) -> [Act: String] {
        [
            .create: "What the \(resource) is for.",
            .change: "What the \(resource) is for; '' for nothing.",
        ]
    }

    /// What the help says of something that is there already.
    static func otherHelp(_ what: String) -> [Act: String] {
        [.create: "The \(what).", .change: "Another \(what)."]
    }
}
