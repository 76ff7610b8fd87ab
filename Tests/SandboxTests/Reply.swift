import HTTPTypes
import HummingbirdTesting
import NIOCore
import Sandbox

/// An answer as a test looks at it.
struct Reply: Sendable {
    let status: Int
    let body: String
    private let fields: HTTPFields

    init(_ response: TestResponse) {
        status = response.status.code
        body = String(buffer: response.body)
        fields = response.headers
    }

    /// The body as JSON; `null` where it is none.
    var json: SandboxJSON { (try? SandboxJSON(parsing: Array(body.utf8))) ?? .null }

    subscript(header name: String) -> String? {
        HTTPField.Name(name).flatMap { fields[$0] }
    }

    var isJSON: Bool { self[header: "content-type"] == "application/json" }
}
