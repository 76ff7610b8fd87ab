/// An HTTP request as text, such as a capture or a log holds it: a request line, headers, a blank line, a body.
package struct RawRequest: Sendable {
    /// The path of the request line; nil where the text begins with a header.
    package let path: String?
    package let request: IncomingRequest

    /// Reads the text; line breaks of both kinds are taken, and the body is kept byte by byte.
    ///
    /// - Returns: Nil where no header is found.
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
            let text = String(decoding: line, as: UTF8.self)
            if isFirst, let found = Self.path(in: text) {
                path = found
            } else if let header = Self.header(in: text) {
                headers.append(header)
            }
            isFirst = false
        }
        guard !headers.isEmpty else { return nil }
        self.path = path
        request = IncomingRequest(headers: headers, body: Array(rest))
    }

    private static func path(in line: String) -> String? {
        let words = line.split(separator: " ")
        guard words.count >= 2, words[1].hasPrefix("/") else { return nil }
        return String(words[1])
    }

    private static func header(in line: String) -> (name: String, value: String)? {
        // curl -v and the like put a mark before each line.
        let line = line.drop { $0 == ">" || $0 == " " }
        guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { return nil }
        let value = line[line.index(after: colon)...].drop(while: isBlank)
        return (String(line[..<colon]), String(value.reversed().drop(while: isBlank).reversed()))
    }

    private static func isBlank(_ character: Character) -> Bool {
        character == " " || character == "\t"
    }
}
