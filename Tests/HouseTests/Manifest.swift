/// What `Package.swift` says of the targets and of what each may import.
struct Manifest: Sendable {
    struct Target: Sendable, Equatable {
        let name: String
        let dependencies: [String]
        /// Where its files may be, from the top of the repository.
        let folders: [String]
        /// Whether it only names a library of the system, and has no Swift files.
        let isC: Bool
        /// The line on which the target begins.
        let line: Int

        /// The name by which code imports it.
        var module: String { name.split(separator: "-").joined(separator: "_") }
    }

    struct Unreadable: Error {}

    let targets: [Target]

    init(_ text: String) throws(Unreadable) {
        let tokens = SwiftLexer([UInt8](text.utf8)).tokens
        guard let package = tokens.firstIndex(where: { $0.text == "Package" && $0.kind == .word }),
            let list = Self.lists(named: "targets", in: tokens[package...]).last
        else { throw Unreadable() }
        let products = Self.products(tokens[..<package])
        targets = Self.calls(in: list).compactMap { Self.target($0, products: products) }
    }

    /// The names of the modules behind `External.x`.
    private static func products(_ tokens: ArraySlice<Token>) -> [String: String] {
        var found: [String: String] = [:]
        for index in tokens.indices.dropLast(2)
        where tokens[index].text == "static" && tokens[index + 1].text == "let" {
            guard let name = tokens[index...].first(where: { $0.kind == .text }) else { continue }
            found[tokens[index + 2].text] = name.text
        }
        return found
    }

    /// The tokens between the brackets of each `name: […]`.
    private static func lists(
        named name: String,
        in tokens: ArraySlice<Token>
    ) -> [ArraySlice<Token>] {
        tokens.indices.dropLast(2)
            .compactMap { index in
                guard tokens[index].text == name, tokens[index + 1].text == ":",
                    tokens[index + 2].text == "["
                else { return nil }
                let begin = index + 3
                return tokens[begin..<(Self.end(of: begin, in: tokens) ?? begin)]
            }
    }

    /// The index of the bracket that closes what begins at `start`.
    private static func end(of start: Int, in tokens: ArraySlice<Token>) -> Int? {
        var depth = 1
        return tokens[start...].indices
            .first { index in
                guard tokens[index].kind == .mark else { return false }
                if "([{".contains(tokens[index].text) { depth += 1 }
                if ")]}".contains(tokens[index].text) { depth -= 1 }
                return depth == 0
            }
    }

    /// Each call of a list, from its name to its last parenthesis.
    private static func calls(in list: ArraySlice<Token>) -> [ArraySlice<Token>] {
        var calls: [ArraySlice<Token>] = []
        var index = list.startIndex
        while index + 1 < list.endIndex {
            guard list[index].kind == .word, list[index + 1].text == "(",
                let end = end(of: index + 2, in: list)
            else {
                index += 1
                continue
            }
            calls.append(list[index..<end])
            index = end
        }
        return calls
    }
}

extension Manifest {
    private static func target(_ call: ArraySlice<Token>, products: [String: String]) -> Target? {
        guard let first = call.first, let name = call.first(where: { $0.kind == .text }) else {
            return nil
        }
        let full = first.text == "tests" ? name.text + "Tests" : name.text
        let others = call.indices.filter { call[$0] != name }
        let path = others.first { call[$0].kind == .text && label(of: $0, in: call) == "path" }
        let named = others.compactMap { dependency(at: $0, in: call, products: products) }
        let tested = first.text == "tests" ? [name.text] : []
        // C modules are called so.
        let isC = full.first == "C" && full.dropFirst().first?.isUppercase == true
        return Target(
            name: full,
            dependencies: isC ? [] : tested + named,
            folders: path.map { [call[$0].text] } ?? ["Sources/\(full)", "Tests/\(full)"],
            isC: isC,
            line: first.line
        )
    }

    /// The label before an argument, such as `path`.
    private static func label(of index: Int, in call: ArraySlice<Token>) -> String? {
        guard index >= call.startIndex + 2, call[index - 1].text == ":" else { return nil }
        return call[index - 2].text
    }

    private static func dependency(
        at index: Int,
        in call: ArraySlice<Token>,
        products: [String: String]
    ) -> String? {
        let text = call[index].text
        switch call[index].kind {
        case .text:
            return [nil, "name"].contains(label(of: index, in: call)) ? text : nil
        case .word:
            let isExternal = index >= call.startIndex + 2 && call[index - 2].text == "External"
            return isExternal ? products[text] ?? text : nil
        case .mark:
            return nil
        }
    }
}
