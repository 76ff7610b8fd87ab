/// A piece of a Swift file, read for the texts in it.
///
/// It knows string literals and brackets, as much as texts for people need.
struct SwiftExcerpt {
    private let bytes: ArraySlice<UInt8>

    init(_ text: some StringProtocol) { bytes = ArraySlice(text.utf8) }

    private init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// What stands from the start to the bracket that closes one before it.
    var upToClosingBracket: SwiftExcerpt {
        var depth = 0
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index = literal(at: index).end
                continue
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            if depth < 0 { return SwiftExcerpt(bytes[..<index]) }
            index += 1
        }
        return self
    }

    /// The arguments of a call, between its brackets.
    var arguments: [SwiftExcerpt] {
        var arguments: [SwiftExcerpt] = []
        var (start, index, depth) = (bytes.startIndex, bytes.startIndex, 0)
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index = literal(at: index).end
                continue
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ",") where depth == 0:
                arguments.append(SwiftExcerpt(bytes[start..<index]))
                start = index + 1
            default: break
            }
            index += 1
        }
        return arguments + [SwiftExcerpt(bytes[start...])]
    }

    /// The string literals, joined where a plus sign does; `…` stands for what is put in.
    var literals: [String] {
        var literals: [String] = []
        var (end, index) = (bytes.startIndex, bytes.startIndex)
        while index < bytes.endIndex {
            guard bytes[index] == UInt8(ascii: "\"") else {
                index += 1
                continue
            }
            let between = String(decoding: bytes[end..<index], as: UTF8.self)
            let next = literal(at: index)
            if !literals.isEmpty, between.contains(/^\s*\+\s*$/) {
                literals[literals.count - 1] += next.text
            } else {
                literals.append(next.text)
            }
            (end, index) = (next.end, next.end)
        }
        return literals
    }

    private func literal(at start: Int) -> (text: String, end: Int) {
        let quote = UInt8(ascii: "\"")
        let isBlock = bytes[start...].prefix(3).elementsEqual([quote, quote, quote])
        var index = start + (isBlock ? 3 : 1)
        var text: [UInt8] = []
        while index < bytes.endIndex {
            let rest = bytes[index...]
            if isBlock ? rest.prefix(3).elementsEqual([quote, quote, quote]) : rest.first == quote {
                index += isBlock ? 3 : 1
                break
            }
            guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.endIndex else {
                text.append(bytes[index])
                index += 1
                continue
            }
            switch bytes[index + 1] {
            case UInt8(ascii: "("):
                text += Array("…".utf8)
                index = SwiftExcerpt(bytes[(index + 2)...]).upToClosingBracket.bytes.endIndex + 1
            case UInt8(ascii: "\n"): index += 2
            default:
                text.append(bytes[index + 1])
                index += 2
            }
        }
        let read = String(decoding: text, as: UTF8.self)
        guard isBlock else { return (read, index) }
        return (read.split(whereSeparator: \.isWhitespace).joined(separator: " "), index)
    }
}
