import Encodings
import OutboundHTTP
import KMSClients
import SyncModel
import Testing

@Suite(.timeLimit(.minutes(10))) struct LoginTests {
    private static let list = "/api/v3/secrets/raw"

    @Test func `one token serves many reads until 80 percent of its life are over`() async throws {
        let kms = ScriptedKMS([
            ScriptedKMS.login: [.token(1), .token(2)], Self.list: [.list()],
        ])
        let client = kms.client()
        _ = try await client.fetch(folder)
        kms.pass(.seconds(799))
        _ = try await client.fetch(folder)
        #expect(kms.count(ScriptedKMS.login) == 1)
        kms.pass(.seconds(1))
        _ = try await client.fetch(folder)
        #expect(kms.count(ScriptedKMS.login) == 2)
        #expect(kms.requests.last?.token == "Bearer t2")
    }

    @Test(arguments: [OutboundResponse.expired, OutboundResponse(401, "{}")])
    func `a token that is not taken any more is replaced once`(
        refusal: OutboundResponse
    ) async throws {
        let kms = ScriptedKMS([
            ScriptedKMS.login: [.token(1), .token(2)],
            Self.list: [refusal, .list(secret("A", "1"))],
        ])
        #expect(try await kms.client().fetch(folder).secrets.map(\.key) == ["A"])
        #expect(kms.requests.last?.token == "Bearer t2")
    }

    @Test func `a second refusal in a row is an error`() async {
        let kms = ScriptedKMS([ScriptedKMS.login: [.token(1)], Self.list: [.expired]])
        await #expect(throws: FetchError.forbidden(status: 403)) {
            _ = try await kms.client().fetch(folder)
        }
        #expect(kms.count(Self.list) == 2)
    }

    @Test func `a permission that is missing asks for no other token`() async {
        let kms = ScriptedKMS(v3: OutboundResponse(403, #"{"error":"PermissionDenied"}"#))
        await #expect(throws: FetchError.forbidden(status: 403)) {
            _ = try await kms.client().fetch(folder)
        }
        #expect(kms.count(ScriptedKMS.login) == 1)
    }

    @Test func `a refused login is not tried again before a pause that doubles`() async {
        let kms = ScriptedKMS([ScriptedKMS.login: [OutboundResponse(401, "{}")]])
        let client = kms.client()
        func read(after seconds: Int) async -> Int {
            kms.pass(.seconds(seconds))
            await #expect(throws: FetchError.loginRefused(status: 401)) {
                _ = try await client.fetch(folder)
            }
            return kms.count(ScriptedKMS.login)
        }
        #expect(await read(after: 0) == 1)
        #expect(await read(after: 29) == 1)
        #expect(await read(after: 1) == 2)
        #expect(await read(after: 59) == 2)
        #expect(await read(after: 1) == 3)
    }

    @Test func `many folders at once lead to one login`() async throws {
        let kms = ScriptedKMS(v3: .list())
        let client = kms.client()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try await client.fetch(folder) } }
            try await group.waitForAll()
        }
        #expect(kms.count(ScriptedKMS.login) == 1)
    }
}
