import Encodings
import HTTPTypes
import Sandbox
import Testing

@Suite struct `A sandboxed Checkly keeps variables` {
    @Test(arguments: [
        (ChecklyFaults.SecretDisplay.null, SandboxJSON.null), (.emptyString, .string("")),
    ])
    func `a secret reads back without its value`(
        reading: ChecklyFaults.SecretDisplay,
        shown: SandboxJSON
    ) async throws {
        let bench = try await ChecklyBench { $0.secretReadsAs = reading }
        await bench.set("A", StoredVariable(value: "hush", locked: true, secret: true))
        let one = try await bench.ask(.get, "/v1/variables/A")
        let list = try await bench.ask(.get, "/v1/variables")
        #expect(one.json["value"] == shown)
        #expect(list.json.items == [one.json])
    }

    @Test func `a new variable is echoed, an existing one is a conflict`() async throws {
        let bench = try await ChecklyBench()
        let body = #"{"key":"A","value":"one","locked":true,"secret":true}"#
        let created = try await bench.ask(.post, "/v1/variables", body)
        let repeated = try await bench.ask(.post, "/v1/variables", body)
        #expect(created.status == 201)
        #expect(created.json["value"] == .string("one"))
        #expect(repeated.status == 409)
    }

    @Test(arguments: [201, 400])
    func `an empty value is refused by PUT, and by POST as configured`(
        answer: Int
    ) async throws {
        let bench = try await ChecklyBench { $0.postBlankAnswer = answer }
        await bench.set("B", StoredVariable(value: "kept"))
        let created = try await bench.ask(.post, "/v1/variables", #"{"key":"A","value":""}"#)
        let updated = try await bench.ask(.put, "/v1/variables/B", #"{"value":""}"#)
        #expect(created.status == answer)
        #expect(updated.status == 400)
        #expect(await bench.variable("B")?.value == "kept")
    }

    @Test(arguments: [true, false])
    func `PUT of a missing key is 404 and creates nothing`(hasMessage: Bool) async throws {
        let bench = try await ChecklyBench { $0.notFoundHasMessage = hasMessage }
        let reply = try await bench.ask(
            .put,
            "/v1/variables/A",
            #"{"value":"x"}"#,
            fitsSchema: hasMessage
        )
        #expect(reply.status == 404)
        #expect((reply.json["message"] != .null) == hasMessage)
        #expect(await bench.variable("A") == nil)
    }

    @Test(arguments: [
        #"{"value":"x","id":1}"#, #"{"value":1}"#, #"{"locked":true}"#, "[]", "{",
        #"{"value":"x","locked":"yes"}"#,
    ])
    func `PUT refuses what its schema does not allow`(body: String) async throws {
        let bench = try await ChecklyBench()
        await bench.set("A", StoredVariable(value: "kept"))
        #expect(try await bench.ask(.put, "/v1/variables/A", body).status == 400)
        #expect(await bench.variable("A") == StoredVariable(value: "kept"))
    }

    @Test func `PUT without flags clears locked and leaves secret as it was`() async throws {
        let bench = try await ChecklyBench()
        await bench.set("A", StoredVariable(value: "x", locked: true, secret: true))
        await bench.set("B", StoredVariable(value: "x", locked: true))
        for key in ["A", "B"] {
            let reply = try await bench.ask(.put, "/v1/variables/\(key)", #"{"value":"y"}"#)
            #expect(reply.status == 200)
        }
        #expect(await bench.variable("A") == StoredVariable(value: "y", secret: true))
        #expect(await bench.variable("B") == StoredVariable(value: "y"))
    }

    @Test(arguments: [
        (ChecklyFaults.UnsetSecretAnswer.badRequest, 400, "old"), (.keepsSecret, 200, "new"),
    ])
    func `a secret stays secret`(
        answer: ChecklyFaults.UnsetSecretAnswer,
        status: Int,
        value: String
    ) async throws {
        let bench = try await ChecklyBench { $0.unsetSecretAnswer = answer }
        await bench.set("A", StoredVariable(value: "old", secret: true))
        let reply = try await bench.ask(
            .put,
            "/v1/variables/A",
            #"{"value":"new","secret":false}"#
        )
        #expect(reply.status == status)
        #expect(await bench.variable("A") == StoredVariable(value: value, secret: true))
    }

    @Test func `DELETE answers 204 without a body, and 404 where nothing was`() async throws {
        let bench = try await ChecklyBench()
        await bench.set("A", StoredVariable(value: "x"))
        let first = try await bench.ask(.delete, "/v1/variables/A")
        let second = try await bench.ask(.delete, "/v1/variables/A")
        #expect(first.status == 204)
        #expect(first.body.isEmpty)
        #expect(second.status == 404)
    }

    @Test(arguments: [
        ("a/b", "a%2Fb"), ("a b", "a%20b"), ("100%", "100%25"),
        ("schlüssel✓", "schl%C3%BCssel%E2%9C%93"),
        ("with-hyphen", "with-hyphen"), ("/", "%2f"), ("a?b", "a%3Fb"), ("%2F", "%252F"),
    ])
    func `a key in the path is compared decoded`(key: String, escaped: String) async throws {
        let bench = try await ChecklyBench()
        await bench.set(key, StoredVariable(value: "x"))
        let uri = "/v1/variables/\(escaped)"
        #expect(try await bench.ask(.get, uri).json["key"] == .string(key))
        #expect(try await bench.ask(.put, uri, #"{"value":"y"}"#).status == 200)
        #expect(await bench.variable(key)?.value == "y")
        #expect(try await bench.ask(.delete, uri).status == 204)
        #expect(await bench.state.requests.allSatisfy { $0.path == "/v1/variables/\(key)" })
    }

    @Test(arguments: ["%", "%2", "%ZZ", "%FF"])
    func `a broken escape is 400`(escaped: String) async throws {
        let bench = try await ChecklyBench()
        #expect(try await bench.ask(.get, "/v1/variables/\(escaped)").status == 400)
    }
}
