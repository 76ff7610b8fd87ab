/// A response of the sandbox.
struct SandboxAnswer: Sendable {
    var status: Int
    var headers: [String: String] = [:]
    var body: [UInt8]

    /// A response with a JSON body.
    static func json(_ status: Int, _ value: SandboxJSON) -> SandboxAnswer {
        SandboxAnswer(
            status: status,
            headers: ["content-type": "application/json"],
            body: value.bytes
        )
    }

    /// A response without a body.
    static func empty(_ status: Int) -> SandboxAnswer {
        SandboxAnswer(status: status, body: [])
    }

    /// A response from a gateway in front of the API, in HTML.
    static func html(_ status: Int) -> SandboxAnswer {
        let page = "<!DOCTYPE html><html><body><h1>Error \(status)</h1></body></html>"
        return SandboxAnswer(
            status: status,
            headers: ["content-type": "text/html"],
            body: Array(page.utf8)
        )
    }
}
