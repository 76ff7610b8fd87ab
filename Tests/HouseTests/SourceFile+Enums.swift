/// A `switch` as the laws see it.
struct SwitchStatement: Sendable, Equatable {
    /// The names of the cases it lists, such as `sync` for `.sync(.paused(let id))`.
    let cases: Set<String>
    let defaultLine: Int?
}

/// An enum of the domain and its cases.
struct EnumDeclaration: Sendable, Equatable {
    let name: String
    let cases: Set<String>
}

extension SourceFile {
    var switches: [SwitchStatement] {
        indices(of: "switch")
            .compactMap { index in
                guard let body = body(after: index) else { return nil }
                let conditions: Set = ["if", "guard", "for", "while", ",", "."]
                let top = topLevel(of: body).filter { !conditions.contains(tokens[$0 - 1].text) }
                let cases = top.filter { isWord("case", at: $0) }.flatMap(patterns)
                let other = top.first { isWord("default", at: $0) }
                return SwitchStatement(
                    cases: Set(cases),
                    defaultLine: other.map { tokens[$0].line }
                )
            }
    }

    var enums: [EnumDeclaration] {
        indices(of: "enum")
            .compactMap { index in
                guard index + 1 < tokens.count, let body = body(after: index) else { return nil }
                let cases = topLevel(of: body).filter { isWord("case", at: $0) }
                return EnumDeclaration(
                    name: tokens[index + 1].text,
                    cases: Set(cases.flatMap(declaredCases))
                )
            }
    }

    private func isWord(_ word: String, at index: Int) -> Bool {
        tokens[index].kind == .word && tokens[index].text == word
    }

    /// How a token changes the depth of brackets.
    private func step(_ index: Int) -> Int {
        guard tokens[index].kind == .mark else { return 0 }
        switch tokens[index].text {
        case "(", "[", "{": return 1
        case ")", "]", "}": return -1
        default: return 0
        }
    }

    /// What stands between the first brace after a keyword and the one that closes it.
    private func body(after keyword: Int) -> Range<Int>? {
        var depth = 0
        var begin: Int?
        for index in tokens.indices[(keyword + 1)...] {
            if depth == 0, begin == nil, tokens[index].text == "{" { begin = index + 1 }
            depth += step(index)
            if depth < 0 { return nil }
            if depth == 0, let begin { return begin..<index }
        }
        return nil
    }

    /// The tokens of a body that stand in no further bracket.
    private func topLevel(of body: Range<Int>) -> [Int] {
        var depth = 0
        return body.filter { index in
            depth += step(index)
            return depth == 0 && step(index) == 0
        }
    }

    /// The names of the patterns that follow a `case`, up to its colon.
    private func patterns(after keyword: Int) -> [String] {
        var names: [String] = []
        var depth = 0
        var isFirst = true
        for index in tokens.indices[(keyword + 1)...] {
            if depth == 0, tokens[index].text == ":" { break }
            if depth == 0, tokens[index].text == "," { isFirst = true }
            if isFirst, depth == 0, tokens[index].text == ".", index + 1 < tokens.count {
                names.append(tokens[index + 1].text)
                isFirst = false
            }
            depth += step(index)
        }
        return names
    }

    /// The names that a `case` of an enum declares: `case a(Int), b` declares two.
    private func declaredCases(after keyword: Int) -> [String] {
        var names: [String] = []
        var index = keyword + 1
        while index < tokens.count {
            names.append(tokens[index].text)
            var depth = 0
            index += 1
            while index < tokens.count, depth > 0 || tokens[index].text != "," {
                let isNext = ["case", "var", "func", "static", "init", "}", "package", "@"]
                if depth == 0, isNext.contains(tokens[index].text) { return names }
                depth += step(index)
                index += 1
            }
            index += 1
        }
        return names
    }
}
