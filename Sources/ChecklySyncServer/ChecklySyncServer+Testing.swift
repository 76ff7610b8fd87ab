internal import APIServing
internal import ManagementAPI
internal import OutboundHTTP
internal import Settings
internal import WebhookListener
internal import WebhookSignatures

extension ChecklySyncServer {
    /// How long a test delivery may take.
    private static let testLimit = Duration.seconds(10)
    /// The maximum size of a response in bytes.
    private static let testAnswerLimit = 64 << 10

    /// Sends test deliveries for the API.
    func sourceTesting(
        _ listener: WebhookListener,
        _ transport: AsyncHTTPClientTransport
    ) -> SourceTesting {
        SourceTesting(
            publicURL: settings.publicURL,
            inside: { [clock = system.clock] source, request in
                await withTaskGroup(of: SourceTesting.Answer?.self) { group in
                    group.addTask {
                        for await (status, body) in listener.answer(request, to: source) {
                            return SourceTesting.Answer(status: status, body: body)
                        }
                        return nil
                    }
                    group.addTask {
                        try? await clock.sleep(for: Self.testLimit)
                        return nil
                    }
                    let first = await group.next() ?? nil
                    group.cancelAll()
                    return first ?? Self.noAnswer("no response in time", hint: nil)
                }
            },
            post: { url, request in
                let sent = OutboundRequest(
                    method: "POST",
                    url: url,
                    headers: request.headers,
                    body: request.body,
                    deadline: Self.testLimit,
                    responseLimit: Self.testAnswerLimit
                )
                do throws(TransportError) {
                    let answer = try await transport.send(sent)
                    let body = String(decoding: answer.body, as: UTF8.self)
                    return SourceTesting.Answer(status: answer.status, body: body)
                } catch {
                    return Self.noAnswer(error.description, hint: error.hint)
                }
            }
        )
    }

    private static func noAnswer(_ reason: String, hint: String?) -> SourceTesting.Answer {
        SourceTesting.Answer(
            noneBecause: (
                code: "no-answer", message: "The delivery got no answer: \(reason).",
                hint: hint ?? "Check the address and what is between senders and this server."
            )
        )
    }
}
