import APIContract
import ArgumentParser

extension ArgumentHelp {
    /// What the table of a resource says of one of its fields, to those who make the resource.
    static func creating(_ fields: [Field], _ name: String) -> ArgumentHelp {
        ArgumentHelp(stringLiteral: fields.help(of: name, for: .create))
    }

    /// As `creating`, to those who change it.
    static func changing(_ fields: [Field], _ name: String) -> ArgumentHelp {
        ArgumentHelp(stringLiteral: fields.help(of: name, for: .change))
    }
}

extension CompletionKind {
    /// The words that a field takes, unless it takes others as well.
    static func words(of fields: [Field], _ name: String) -> CompletionKind {
        guard case .word(let words)? = fields.first(where: { $0.name == name })?.form else {
            return .default
        }
        return .list(words)
    }
}
