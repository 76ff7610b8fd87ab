import ChecklyClient
import OutboundHTTP
import SyncModel
import Synchronization

/// Answers the n-th request from a list, the last one from then on, and remembers what was asked.
final class ScriptedServer: OutboundTransport {
    private let answers: [OutboundResponse]
    private let asked = Mutex<[OutboundRequest]>([])

    init(_ answers: [OutboundResponse]) {
        self.answers = answers
    }

    /// What was asked so far, oldest first.
    var requests: [OutboundRequest] { asked.withLock(\.self) }

    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        let number = asked.withLock { asked in
            asked.append(request)
            return asked.count
        }
        return answers[min(number, answers.count) - 1]
    }

    func client(
        baseURL: String = "http://checkly.test",
        budget: RequestBudget = RequestBudget(limit: 500, clock: ContinuousClock())
    ) -> ChecklyClient {
        ChecklyClient(
            baseURL: baseURL,
            apiKey: SecretValue("cu_0123456789abcdef"),
            transport: self,
            budget: budget,
            sleep: { _ in },
            jitter: { 1 }
        )
    }
}

extension OutboundResponse {
    /// An answer with a text and a `content-range` that ends in `total`.
    init(_ status: Int, _ text: String = "", total: String? = nil, link: String? = nil) {
        let range = total.map { [(name: "content-range", value: "0-99/\($0)")] } ?? []
        let link = link.map { [(name: "link", value: $0)] } ?? []
        self.init(status: status, headers: range + link, body: Array(text.utf8))
    }

    /// A page of variables named `K` and a number.
    static func page(
        _ numbers: Range<Int>,
        total: String? = nil,
        link: String? = nil
    ) -> OutboundResponse {
        let items = numbers.map { #"{"key":"K\#($0)","value":null,"locked":true,"secret":true}"# }
        return OutboundResponse(200, "[\(items.joined(separator: ","))]", total: total, link: link)
    }
}
