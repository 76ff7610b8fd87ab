/// A text that is made piece by piece while it is sent, so that it need not fit into memory.
package struct TextContent: Sendable {
    /// Makes the text; each piece is made when the one before it has been taken.
    package typealias Writing =
        @Sendable @concurrent (_ take: Taking) async throws -> Void
    /// Takes one piece of the text, and returns when there is room for the next.
    package typealias Taking = @concurrent (String) async throws -> Void

    /// The media type, such as `text/csv; charset=utf-8`.
    package let type: String
    /// The name under which a browser saves the text; nil to show it.
    package let fileName: String?
    /// Makes the text.
    ///
    /// It throws if the text ends early, so that nobody takes it for complete.
    package let write: Writing

    /// A text that `write` makes.
    package init(type: String, fileName: String? = nil, write: @escaping Writing) {
        self.type = type
        self.fileName = fileName
        self.write = write
    }
}
