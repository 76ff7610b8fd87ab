/// A file for whoever is signed in, made while it is sent.
package struct Download: Sendable {
    /// A part of the file; `next` is nil for the last one.
    package typealias Part = (text: String, next: Int64?)

    /// The name that the browser gives it.
    package let name: String
    /// Its type in HTTP.
    package let type: String
    /// Makes the part at a position; the first one is asked for with 0.
    ///
    /// It throws if the file cannot be whole.
    package let part: @Sendable (_ position: Int64) async throws -> Part

    /// A file made part by part.
    ///
    /// - Parameters:
    ///   - name: The name that the browser gives it, of ASCII letters, digits, `-` and `.`.
    ///   - type: Its type in HTTP.
    ///   - part: Makes the part at a position, the first one at 0.
    package init(
        name: String,
        type: String,
        part: @escaping @Sendable (_ position: Int64) async throws -> Part
    ) {
        self.name = name
        self.type = type
        self.part = part
    }

    /// A file with a text.
    package init(name: String, text: String) {
        self.init(name: name, type: "text/plain; charset=utf-8") { _ in (text, nil) }
    }
}
