/// A file for whoever is signed in, made piece by piece while it is sent.
package struct Download: Sendable {
    /// Makes the file; each piece is made when the one before it has been taken.
    package typealias Writing = @Sendable @concurrent (_ take: Taking) async throws -> Void
    /// Takes one piece, and returns when there is room for the next.
    package typealias Taking = @concurrent (String) async throws -> Void

    /// The name under which the browser saves it.
    package var name: String
    /// Its media type.
    package let type: String
    /// Makes the file.
    ///
    /// It throws if the file ends early, so that nobody takes it for complete.
    package let write: Writing

    /// A file that `write` makes.
    package init(name: String, type: String, write: @escaping Writing) {
        self.name = name
        self.type = type
        self.write = write
    }
}
