/// One request as the sandbox sees it: decoded, and free of the server that took it in.
struct SandboxRequest: Sendable {
    var method: String
    /// The path's segments, each decoded by itself.
    var segments: [String]
    var query: [String: String]
    var bearer: String?
    var account: String?
    var body: [UInt8]

    /// The path with its escapes decoded, for the journal.
    var path: String { "/" + segments.joined(separator: "/") }

    /// The body as a JSON object, or `nil` if it is anything else.
    var object: [String: SandboxJSON]? {
        (try? SandboxJSON(parsing: body))?.object
    }
}
