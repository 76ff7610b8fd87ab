internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Pages

extension Dashboard {
    /// A file, made while it is sent; one that cannot be whole ends the connection early.
    func respond(_ file: Download) -> Response {
        var response = respond(.ok, "", type: file.type)
        response.headers[.contentDisposition] = "attachment; filename=\"\(file.name)\""
        response.headers[.contentLength] = nil
        response.body = ResponseBody { [executor = api.executor] writer in
            var position: Int64? = 0
            while let start = position {
                let part = try await withTaskExecutorPreference(executor) {
                    try await file.part(start)
                }
                if !part.text.isEmpty { try await writer.write(ByteBuffer(string: part.text)) }
                position = part.next
            }
            try await writer.finish(nil)
        }
        return response
    }
}
