/// A decoded request, independent of the server framework.
struct SandboxRequest: Sendable {
    var method: String
    /// The segments of the path, each decoded separately.
    var segments: [String]
    var query: [String: String]
    var bearer: String?
    var account: String?
    var body: [UInt8]

    /// The path with its escapes decoded, for the journal.
    var path: String { "/" + segments.joined(separator: "/") }

    /// The body as a JSON object; nil if it is anything else.
    var object: [String: SandboxJSON]? {
        (try? SandboxJSON(parsing: body))?.object
    }
}
