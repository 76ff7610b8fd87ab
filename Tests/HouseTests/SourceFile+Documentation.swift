extension SourceFile {
    /// Types whose values begin with a sentence that the OpenAPI document shows, which a comment
    /// could only repeat: the summary of a route or of a parameter.
    private static let selfDescribing: Set = ["Route", "Parameter"]

    /// A `package` declaration: its line, and whether a doc comment stands before it.
    struct PackageDeclaration: Sendable, Equatable {
        let line: Int
        let isDocumented: Bool
    }

    /// Those of the `package` level, but for values that describe themselves.
    var packageDeclarations: [PackageDeclaration] {
        indices(of: "package")
            .filter { !isSelfDescribing(at: $0) }
            .compactMap { index in
                guard let next = tokens[(index + 1)...].first,
                    !["import", "extension", "(", ":"].contains(next.text)
                else { return nil }
                let line = tokens[beginning(of: index)].line
                return PackageDeclaration(line: line, isDocumented: documented.contains(line - 1))
            }
    }

    /// Whether this is `package static let name = Route(`.
    private func isSelfDescribing(at index: Int) -> Bool {
        let next = tokens[(index + 1)...].prefix(6).map(\.text)
        return next.count == 6 && next.starts(with: ["static", "let"])
            && next[3] == "=" && Self.selfDescribing.contains(next[4]) && next[5] == "("
    }

    /// The first token of the modifiers and attributes that stand before `package`.
    private func beginning(of index: Int) -> Int {
        let modifiers: Set = [
            "static", "final", "mutating", "nonisolated", "indirect", "lazy", "override",
        ]
        var first = index
        while first > 0 {
            if modifiers.contains(tokens[first - 1].text) {
                first -= 1
            } else if let attribute = attribute(before: first) {
                first = attribute
            } else {
                break
            }
        }
        return first
    }

    /// Where the attribute begins that ends just before `index`, such as `@discardableResult`.
    private func attribute(before index: Int) -> Int? {
        var name = index - 1
        if tokens[name].text == ")" {
            guard let open = tokens[..<name].lastIndex(where: { $0.text == "(" }) else {
                return nil
            }
            name = open - 1
        }
        guard name > 0, tokens[name].kind == .word, tokens[name - 1].text == "@" else { return nil }
        return name - 1
    }
}
