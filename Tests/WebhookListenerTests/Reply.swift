import Encodings
import HTTPTypes
import HummingbirdTesting
import NIOCore
import SyncModel

/// An answer as a test looks at it.
struct Reply: Sendable {
    let status: Int
    let body: String
    let headers: HTTPFields

    init(_ response: TestResponse) {
        status = response.status.code
        body = String(buffer: response.body)
        headers = response.headers
    }

    subscript(_ name: String) -> JSONValue? {
        (try? JSONValue.parse(Array(body.utf8)))?[name]
    }

    var state: String? { self["status"]?.string }
    var error: String? { self["error"]?.string }
    var position: Int64? { self["position"]?.integer }
}
