/// An HTTP request as text, such as a capture or a log: a request line, headers, a blank line and a
/// body.
package struct RawRequest: Sendable {
    /// The path in the request line; nil if the text starts with a header.
    package let path: String?
    /// The headers and the body.
    package let request: IncomingRequest

    /// Parses the text.
    ///
    /// Both kinds of line breaks are accepted; the body is kept byte by byte.
    ///
    /// - Returns: Nil if there is no header.
    package init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        var headers: [(name: String, value: String)] = []
        var path: String?
        var isFirst = true
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
            var line = rest[..<end]
            rest = end < rest.endIndex ? rest[(end + 1)...] : []
            if line.last == 0x0D { line = line.dropLast() }
            if line.isEmpty { break }
            if isFirst, let found = Self.path(in: line) {
                path = found
            } else if let header = Self.header(in: line) {
                headers.append(header)
            }
            isFirst = false
        }
        guard !headers.isEmpty else { return nil }
        self.path = path
        request = IncomingRequest(headers: headers, body: Array(rest))
    }

    private static func path(in line: ArraySlice<UInt8>) -> String? {
        let words = line.split(separator: UInt8(ascii: " "))
        guard words.count >= 2, words[1].first == UInt8(ascii: "/") else { return nil }
        return String(decoding: words[1], as: UTF8.self)
    }

    private static func header(in line: ArraySlice<UInt8>) -> (name: String, value: String)? {
        // Some tools, such as curl -v, prefix each line with a mark.
        let line = line.drop { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: " ") }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
            return nil
        }
        let start = line[(colon + 1)...].drop(while: isBlank)
        let value = start.lastIndex { !isBlank($0) }.map { start[...$0] } ?? []
        return (
            String(decoding: line[..<colon], as: UTF8.self),
            String(decoding: value, as: UTF8.self)
        )
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
