internal import EventLog
package import WebhookSignatures

extension WebhookListener {
    /// Answers a delivery from this process as one that came over HTTP.
    ///
    /// - Parameters:
    ///   - request: The delivery.
    ///   - source: The name of the source that it is for.
    /// - Returns: The status and the body of the one response; a caller may stop waiting for it.
    package func answer(
        _ request: IncomingRequest,
        to source: String
    ) -> AsyncStream<(status: Int, body: String)> {
        let (answers, answer) = AsyncStream.makeStream(of: (status: Int, body: String).self)
        threads.run { [self] in
            self.answer(request, to: RequestedSource(plain: source.utf8), from: nil) {
                answer.yield(($0.status, $0.body))
                answer.finish()
            }
        }
        return answers
    }
}
