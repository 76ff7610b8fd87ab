import APIContract
import ArgumentParser

extension CompletionKind {
    /// The words that a field takes, unless it takes others as well.
    static func words(of fields: [Field], _ name: String) -> CompletionKind {
        guard case .word(let words)? = fields.first(where: { $0.name == name })?.form else {
            return .default
        }
        return .list(words)
    }
}
