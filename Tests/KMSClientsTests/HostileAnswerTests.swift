import Encodings
import OutboundHTTP
import KMSClients
import SyncModel
import Testing

/// Requests that a reader makes, each with a good answer.
enum ReaderRequest: String, CaseIterable, Sendable {
    case login, listV3, listV4, hanzoLogin, hanzoNames, hanzoValue

    var api: KMSAccess.API {
        switch self {
        case .login, .listV3: .infisicalV3
        case .listV4: .infisicalV4
        case .hanzoLogin, .hanzoNames, .hanzoValue: .hanzoV1
        }
    }

    var path: String {
        switch self {
        case .login: ScriptedKMS.login
        case .listV3: "/api/v3/secrets/raw"
        case .listV4: "/api/v4/secrets"
        case .hanzoLogin: ScriptedKMS.hanzoLogin
        case .hanzoNames: "/v1/kms/secrets"
        case .hanzoValue: "/v1/kms/secrets/a%26b/B"
        }
    }

    private static let list = OutboundResponse.list(
        secret("A", "1"),
        secret("B", "2"),
        secret("P", "3", type: "personal"),
        imports: #"{"secretPath":"/s","environment":"dev","secrets":[\#(secret("C", "4"))]}"#
    )

    static let goodAnswers: [String: OutboundResponse] = [
        ScriptedKMS.login: .token(1), ScriptedKMS.hanzoLogin: .token(1),
        "/api/v3/secrets/raw": list, "/api/v4/secrets": list,
        "/v1/kms/secrets": OutboundResponse(
            200,
            #"{"names":["A","B"],"total":2,"secrets":[{"name":"A"},{"name":"B"}]}"#
        ),
        "/v1/kms/secrets/a%26b/A": OutboundResponse(200, #"{"name":"A","value":"1"}"#),
        "/v1/kms/secrets/a%26b/B": OutboundResponse(
            200,
            #"{"name":"B","env":"dev","value":"2"}"#
        ),
    ]

    var good: OutboundResponse { Self.goodAnswers[path] ?? OutboundResponse(500, "") }

    /// What is read where this request is answered with something else.
    func reading(with answer: OutboundResponse) async throws -> FetchedFolder {
        var answers = Self.goodAnswers.mapValues { [$0] }
        answers[path] = [answer]
        return try await ScriptedKMS(answers).client(api).fetch(folder)
    }
}

/// Whatever a KMS answers, a read gives the whole folder or fails.
@Suite struct HostileAnswerTests {
    @Test(arguments: ReaderRequest.allCases)
    func `a good answer is read`(request: ReaderRequest) async throws {
        let reading = try await request.reading(with: request.good)
        #expect(
            reading.secrets.map(\.key) == (request.api == .hanzoV1 ? ["A", "B"] : ["A", "B", "C"])
        )
    }

    @Test(arguments: ReaderRequest.allCases, [200, 201, 202, 204, 206, 301, 302, 303, 307, 308])
    func `another status, or a page, is a failed read`(
        request: ReaderRequest,
        status: Int
    ) async {
        let bodies = [
            "", "null", "[]", "{}", "\"\"", "<!doctype html><title>Log in</title>",
            #"{"secrets":[]}"#, #"{"secrets":null,"imports":null}"#, #"{"names":[]}"#,
            #"{"names":null,"total":0}"#, "\u{1F}\u{8B}\u{08}\u{00}",
        ]
        for body in bodies {
            await #expect(throws: FetchError.self, "\(body)") {
                _ = try await request.reading(with: OutboundResponse(status, body))
            }
        }
    }

    @Test(arguments: ReaderRequest.allCases)
    func `a beginning of an answer is a failed read`(request: ReaderRequest) async {
        for length in 0..<request.good.body.count {
            let cut = OutboundResponse(status: 200, body: Array(request.good.body.prefix(length)))
            await #expect(throws: FetchError.self, "\(length)") {
                _ = try await request.reading(with: cut)
            }
        }
    }

    @Test(arguments: ReaderRequest.allCases)
    func `an answer without end is a failed read`(request: ReaderRequest) async {
        var body = request.good.body
        body += [UInt8](repeating: 0x20, count: (8 << 20) + 1 - body.count)
        await #expect(throws: FetchError.transport(.responseTooLarge)) {
            _ = try await request.reading(with: OutboundResponse(status: 200, body: body))
        }
    }

    @Test(arguments: ReaderRequest.allCases)
    func `no answer in time is a failed read`(request: ReaderRequest) async {
        var answers = ReaderRequest.goodAnswers.mapValues { [$0] }
        answers[request.path] = nil
        await #expect(throws: FetchError.self) {
            _ = try await ScriptedKMS(answers).client(request.api).fetch(folder)
        }
    }

    /// Each value of the answer taken away, and put in the place of each one of every other kind.
    ///
    /// A list that is empty is none of them: what that means is decided where it is known what the
    /// folder held.
    @Test(arguments: ReaderRequest.allCases)
    func `an answer with one member changed gives the whole folder or none of it`(
        request: ReaderRequest
    ) async throws {
        let good = try JSONValue.parse(request.good.body)
        let whole = try await request.reading(with: request.good).secrets.map(\.key)
        let others: [JSONValue?] = [
            nil, .null, .bool(true), .bool(false), .number("0"), .number("1.5"), .object([]),
            .string("x"), .array([.null]),
        ]
        var count = 0
        for other in others {
            for changed in good.changed(to: other) where changed != good {
                count += 1
                let answer = OutboundResponse(200, changed.text)
                guard let reading = try? await request.reading(with: answer) else { continue }
                // A key that has another name is another key.
                #expect(reading.secrets.count >= whole.count, "\(changed.text)")
            }
        }
        #expect(count > 10)
    }
}

extension JSONValue {
    /// Itself with each of the values in it replaced, or taken away for nil; one of them at a time.
    fileprivate func changed(to other: JSONValue?) -> [JSONValue] {
        switch self {
        case .object(let members):
            members.indices.flatMap { index -> [JSONValue] in
                var all = members
                if let other { all[index].value = other } else { all.remove(at: index) }
                let inner = members[index].value.changed(to: other)
                    .map { value -> JSONValue in
                        var all = members
                        all[index].value = value
                        return .object(all)
                    }
                return [.object(all)] + inner
            }
        case .array(let elements):
            elements.indices.flatMap { index -> [JSONValue] in
                // An element that is not there is a shorter list, which is a whole one.
                guard let other else {
                    return elements[index].changed(to: nil).map { replaced($0, index) }
                }
                return [replaced(other, index)]
                    + elements[index].changed(to: other).map { replaced($0, index) }
            }
        default: []
        }
    }

    private func replaced(_ value: JSONValue, _ index: Int) -> JSONValue {
        guard case .array(var elements) = self else { return self }
        elements[index] = value
        return .array(elements)
    }
}
