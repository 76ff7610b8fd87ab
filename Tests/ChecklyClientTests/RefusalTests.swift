import Encodings
import ChecklyClient
import OutboundHTTP
import SyncModel
import Testing

@Suite struct RefusalTests {
    private func refusal(
        _ status: Int,
        _ body: String,
        value: String = "c4n4ry-v4lue"
    ) async throws -> String {
        let server = ScriptedServer([OutboundResponse(status, body)])
        let error = await #expect(throws: ChecklyError.self) {
            try await server.client()
                .write(
                    key: "K",
                    value: SecretValue(value),
                    locked: true,
                    secret: true,
                    isListed: true,
                    account: "a"
                )
        }
        return try #require(error).message
    }

    @Test(arguments: [
        (#"{"statusCode":400,"error":"Bad Request","message":"too long"}"#, "too long"),
        (#"{"error":"Bad Request"}"#, "Bad Request"),
        (#"{"message":"too long","errorCode":"X"}"#, "too long"),
        (#""too long""#, "too long"), ("too long\n", "too long"),
        (#"{"error":"Bad Request","message":""}"#, "Bad Request"),
        (#"{"error":"Bad Request","message":["a"]}"#, "Bad Request"),
        ("<!DOCTYPE html><h1>no</h1>", "no explanation"), (" <html>", "no explanation"),
        ("", "no explanation"), ("{}", "no explanation"), ("[1]", "no explanation"),
        (#"{"mess"#, "no explanation"),
        (#"{"message":"a\u001b[31mb\nc\u0007d"}"#, "a [31mb c d"),
    ])
    func `what Checkly says is found in every shape`(body: String, said: String) async throws {
        #expect(try await refusal(400, body) == "Checkly answered 400: \(said)")
    }

    @Test func `a 404 without a message is understood`() async throws {
        let message = try await refusal(404, #"{"statusCode":404,"error":"Not Found"}"#)
        #expect(message == "Checkly found nothing: Not Found")
    }

    @Test(arguments: [
        #"{"message":"bad c4n4ry-v4lue"}"#, #"{"error":"bad c4n4ry-v4lue"}"#, #""c4n4ry-v4lue""#,
        "bad c4n4ry-v4lue", #"{"message":"c4n4ry-v…"}"#, #"{"value":"c4n4ry-v4lue","key":"K"}"#,
        #"{"message":"bad","value":"c4n4ry-v4lue"}"#, #"{"message":"key cu_0123456789abcdef"}"#,
        #"{"message":"c4n4ry-v4lue\u0301"}"#,
    ])
    func `no refusal shows the value or the API key`(body: String) async throws {
        for status in [400, 401, 403, 404, 409, 413, 422] {
            let message = try await refusal(status, body)
            #expect(!message.contains("c4n4ry") && !message.contains("cu_0123"))
        }
    }

    @Test(arguments: ["xyz\u{301}", "xyz\r\nb", "q xyz q"])
    func `a short value is found beside characters that join it`(text: String) async throws {
        let body = CanonicalValue.map(["message": .text(text)]).jsonText
        for value in ["xyz", "xyz\n", "          xyz          "] {
            let message = try await refusal(400, body, value: value)
            #expect(message.hasSuffix("an explanation that contains a secret"))
        }
    }

    @Test func `a value that the end of the explanation would cut is not shown`() async throws {
        let padding = String(repeating: ".", count: 295)
        let message = try await refusal(
            400,
            #"{"message":"\#(padding)hunter2!"}"#,
            value: "hunter2!"
        )
        #expect(!message.contains("hunt"))
    }
}
