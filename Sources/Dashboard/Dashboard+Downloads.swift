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
            try await withTaskExecutorPreference(executor) {
                try await file.write { piece in
                    try await writer.write(ByteBuffer(string: piece))
                }
            }
            try await writer.finish(nil)
        }
        return response
    }
}
