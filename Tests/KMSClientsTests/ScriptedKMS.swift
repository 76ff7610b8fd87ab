import OutboundHTTP
import KMSClients
import SyncModel
import Synchronization

/// Answers each path from its own list, the last answer from then on, and remembers what was asked.
final class ScriptedKMS: OutboundTransport {
    static let login = "/api/v1/auth/universal-auth/login"
    static let hanzoLogin = "/v1/kms/auth/login"

    private struct Content {
        var answers: [String: [OutboundResponse]]
        var asked: [OutboundRequest] = []
        var elapsed = Duration.zero
    }

    private let content: Mutex<Content>

    init(_ answers: [String: [OutboundResponse]]) {
        content = Mutex(Content(answers: answers))
    }

    /// A KMS that lets everybody in for 1,000 s and lists a folder with these answers.
    convenience init(v3 answers: OutboundResponse...) {
        self.init([Self.login: [.token(1)], "/api/v3/secrets/raw": answers])
    }

    /// What was asked so far, oldest first.
    var requests: [OutboundRequest] { content.withLock(\.asked) }

    func count(_ path: String) -> Int { requests.count { $0.path == path } }

    func pass(_ duration: Duration) { content.withLock { $0.elapsed += duration } }

    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        try content.withLock { content throws(TransportError) in
            content.asked.append(request)
            guard var list = content.answers[request.path], let first = list.first else {
                throw .connection("nothing is scripted for \(request.path)")
            }
            if list.count > 1 { list.removeFirst() }
            content.answers[request.path] = list
            return first
        }
    }

    func client(_ api: KMSAccess.API = .infisicalV3) -> any KMSClient {
        makeKMSClient(
            KMSAccess(
                api: api,
                baseURL: "http://kms.test",
                clientID: "client",
                clientSecret: SealedValueReference(position: Position(1), slot: 0)
            ),
            clientSecret: SecretValue("open sesame"),
            transport: self,
            elapsed: { self.content.withLock(\.elapsed) }
        )
    }
}

extension OutboundRequest {
    /// The address without the server and the query.
    var path: String {
        String(url.dropFirst("http://kms.test".count).prefix { $0 != "?" })
    }

    var token: String? { headers.first { $0.name == "Authorization" }?.value }
}

extension OutboundResponse {
    init(_ status: Int, _ text: String) {
        self.init(status: status, body: Array(text.utf8))
    }

    static func token(_ number: Int) -> OutboundResponse {
        OutboundResponse(
            200,
            #"{"accessToken":"t\#(number)","expiresIn":1000,"tokenType":"Bearer"}"#
        )
    }

    static let expired = OutboundResponse(
        403,
        #"{"statusCode":403,"message":"Your token has expired.","error":"TokenError"}"#
    )

    /// A list of secrets, given as JSON.
    static func list(_ secrets: String..., imports: String = "") -> OutboundResponse {
        OutboundResponse(
            200,
            #"{"secrets":[\#(secrets.joined(separator: ","))],"imports":[\#(imports)]}"#
        )
    }
}

/// A secret as it is listed.
func secret(
    _ key: String,
    _ value: String,
    type: String = "shared",
    isHidden: Bool = false
) -> String {
    #"{"secretKey":"\#(key)","secretValue":"\#(value)","type":"\#(type)","version":1,"#
        + #""secretValueHidden":\#(isHidden)}"#
}

let folder = FolderPath(projectID: "p 1", environment: "dev", secretPath: "/a&b")
