import Foundation

/// A Swift file of the house, read once and split into tokens.
struct SourceFile: Sendable {
    struct Import: Sendable, Equatable {
        let module: String
        let line: Int
    }

    /// From the top of the repository, such as `Sources/EventLog/EventLog.swift`.
    let path: String
    let tokens: [Token]
    /// Where each word and mark stands in `tokens`.
    private let positions: [String: [Int]]
    let documented: Set<Int>
    /// The columns that each line takes, in order.
    let columns: [Int]

    init(path: String, text: String) {
        let lexer = SwiftLexer([UInt8](text.utf8))
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(\.count)
        if lines.last == 0 { lines.removeLast() }
        let tokens = lexer.tokens
        self.path = path
        self.tokens = tokens
        positions = Dictionary(grouping: tokens.indices.filter { tokens[$0].kind != .text }) {
            tokens[$0].text
        }
        documented = lexer.documented
        columns = lines
    }

    /// The file's last path component.
    ///
    /// Lists of exceptions use it, so that a file may change rooms.
    var name: String { String(path.split(separator: "/").last ?? "") }

    /// The folder below `Sources` or `Tests`.
    var room: String { String(path.split(separator: "/").dropFirst().first ?? "") }

    /// The indices of a word or mark in `tokens`.
    func indices(of text: String) -> [Int] { positions[text] ?? [] }

    /// What the file imports; `import struct M.T` counts as `M`.
    var imports: [Import] {
        let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        return indices(of: "import")
            .compactMap { index in
                tokens.dropFirst(index + 1).first { !kinds.contains($0.text) }
                    .map { Import(module: $0.text, line: tokens[index].line) }
            }
    }

    /// The lines on which these tokens stand one after another, such as `Date ( )`.
    func lines(of pattern: [String]) -> [Int] {
        indices(of: pattern.first ?? "")
            .filter { index in
                pattern.indices.allSatisfy { offset in
                    index + offset < tokens.count && tokens[index + offset].kind != .text
                        && tokens[index + offset].text == pattern[offset]
                }
            }
            .map { tokens[$0].line }
    }
}
