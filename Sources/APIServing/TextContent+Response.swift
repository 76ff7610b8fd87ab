internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension TextContent {
    /// The response over HTTP; a text that ends early ends the connection.
    var response: Response {
        var headers: HTTPFields = [
            .contentType: type, .cacheControl: "no-store",
        ]
        if let fileName { headers[.contentDisposition] = "attachment; filename=\"\(fileName)\"" }
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                try await write { try await writer.write(ByteBuffer(string: $0)) }
                try await writer.finish(nil)
            }
        )
    }
}
