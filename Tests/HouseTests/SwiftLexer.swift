/// A word, a mark or a text of a Swift file, with the line on which it begins.
struct Token: Sendable, Equatable {
    enum Kind: Sendable {
        /// A name, keyword or number.
        case word
        /// One character, such as `{`.
        case mark
        /// A string literal, without quotes; what it interpolates follows as tokens of its own.
        case text
    }

    let kind: Kind
    let text: String
    let line: Int
}

/// Splits a Swift file into tokens, without comments and regular expressions.
///
/// It knows as much of the language as the laws need, such as that a comment is not code.
struct SwiftLexer {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private(set) var tokens: [Token] = []
    /// The lines that hold a `///` comment.
    private(set) var documented: Set<Int> = []

    init(_ source: [UInt8]) {
        bytes = source
        while position < bytes.count { step() }
    }

    private func at(_ offset: Int) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private mutating func advance() {
        if bytes[position] == .newline { line += 1 }
        position += 1
    }

    private mutating func step() {
        let byte = bytes[position]
        switch byte {
        case .slash where at(1) == .slash: lineComment()
        case .slash where at(1) == .star: blockComment()
        case .slash where beginsRegex: regex(hashes: 0)
        case .quote: string(hashes: 0)
        case .hash: hash()
        case .backtick: quotedName()
        case _ where byte.isWord: word()
        case _ where byte <= .space: advance()
        default:
            tokens.append(Token(kind: .mark, text: String(UnicodeScalar(byte)), line: line))
            advance()
        }
    }

    private mutating func word() {
        let start = position
        while let byte = at(0), byte.isWord { position += 1 }
        // `try!` and `as!` are one word; `try !isEmpty` is two.
        let first = String(decoding: bytes[start..<position], as: UTF8.self)
        if at(0) == .bang, ["try", "as"].contains(first) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        tokens.append(Token(kind: .word, text: text, line: line))
    }

    private mutating func quotedName() {
        let start = position
        advance()
        while let byte = at(0), byte != .backtick { advance() }
        if position < bytes.count { advance() }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        tokens.append(Token(kind: .word, text: text, line: line))
    }

    private mutating func lineComment() {
        if at(2) == .slash { documented.insert(line) }
        while let byte = at(0), byte != .newline { position += 1 }
    }

    private mutating func blockComment() {
        var depth = 0
        repeat {
            if at(0) == .slash, at(1) == .star {
                depth += 1
                position += 2
            } else if at(0) == .star, at(1) == .slash {
                depth -= 1
                position += 2
            } else {
                advance()
            }
        } while depth > 0 && position < bytes.count
    }
}

// MARK: - Literals

extension SwiftLexer {
    /// `#"…"#` and `#/…/#`, with as many hashes as stand there; any other hash is a mark.
    private mutating func hash() {
        var hashes = 0
        while at(hashes) == .hash { hashes += 1 }
        switch at(hashes) {
        case .quote:
            position += hashes
            string(hashes: hashes)
        case .slash:
            position += hashes
            regex(hashes: hashes)
        default:
            tokens.append(Token(kind: .mark, text: "#", line: line))
            position += 1
        }
    }

    private func follows(_ byte: UInt8, _ count: Int, after offset: Int) -> Bool {
        (0..<count).allSatisfy { at(offset + $0) == byte }
    }

    private mutating func string(hashes: Int) {
        let quotes = at(1) == .quote && at(2) == .quote ? 3 : 1
        let begin = line
        position += quotes
        let index = tokens.count
        tokens.append(Token(kind: .text, text: "", line: begin))
        var content: [UInt8] = []
        while let byte = at(0) {
            if follows(.quote, quotes, after: 0), follows(.hash, hashes, after: quotes) {
                position += quotes + hashes
                break
            }
            if byte == .backslash, follows(.hash, hashes, after: 1) {
                position += 1 + hashes
                if at(0) == .open { interpolation() } else if at(0) != nil { advance() }
            } else {
                content.append(byte)
                advance()
            }
        }
        let text = String(decoding: content, as: UTF8.self)
        tokens[index] = Token(kind: .text, text: text, line: begin)
    }

    /// The code between the parentheses of `\(…)`.
    private mutating func interpolation() {
        var depth = 0
        repeat {
            if at(0) == .open { depth += 1 }
            if at(0) == .close { depth -= 1 }
            step()
        } while depth > 0 && position < bytes.count
    }

    /// Whether the slash here begins a regular expression: code divides only after a value.
    private var beginsRegex: Bool {
        guard let next = at(1), next > .space, let last = tokens.last else { return false }
        return last.kind == .mark && ["(", ",", "=", ":", "["].contains(last.text)
    }

    private mutating func regex(hashes: Int) {
        position += 1
        while let byte = at(0) {
            if byte == .slash, follows(.hash, hashes, after: 1) {
                position += 1 + hashes
                return
            }
            if byte == .backslash { position += 1 }
            if position < bytes.count { advance() }
        }
    }
}

extension UInt8 {
    fileprivate static let newline = UInt8(ascii: "\n")
    fileprivate static let space = UInt8(ascii: " ")
    fileprivate static let bang = UInt8(ascii: "!")
    fileprivate static let slash = UInt8(ascii: "/")
    fileprivate static let star = UInt8(ascii: "*")
    fileprivate static let quote = UInt8(ascii: "\"")
    fileprivate static let hash = UInt8(ascii: "#")
    fileprivate static let backtick = UInt8(ascii: "`")
    fileprivate static let backslash = UInt8(ascii: "\\")
    fileprivate static let open = UInt8(ascii: "(")
    fileprivate static let close = UInt8(ascii: ")")

    fileprivate var isWord: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
            true
        default: false
        }
    }
}
