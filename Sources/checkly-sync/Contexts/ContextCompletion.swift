import ArgumentParser

extension CompletionKind {
    static var contextNames: CompletionKind {
        .custom { (_: [String], _: Int, prefix: String) -> [String] in
            let names = (try? ContextFile.load().contexts.keys).map(Array.init) ?? []
            return names.filter { $0.hasPrefix(prefix) }.sorted()
        }
    }
}
