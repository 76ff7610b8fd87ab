import Encodings
import Sandbox
import Testing

@Suite struct `The schema check sees what is wrong` {
    static let variable = #"{"key":"A","value":null,"locked":false,"secret":true}"#

    @Test(arguments: [
        (variable, true),
        (#"{"key":"A","value":null,"locked":false}"#, false),
        (#"{"key":"","value":null,"locked":false,"secret":true}"#, false),
        (#"{"key":"A","value":1,"locked":false,"secret":true}"#, false),
        (#"{"key":"A","value":null,"locked":"no","secret":true}"#, false),
        ("[]", false),
    ])
    func `in a variable`(text: String, isRight: Bool) throws {
        let problems = try OpenAPISchema.checkly.get()
            .problems(
                in: SandboxJSON(parsing: Array(text.utf8)),
                answering: "GET",
                "/v1/variables/{key}",
                status: 200
            )
        #expect(problems.isEmpty == isRight)
    }

    @Test func `in a list, an unknown field, and too many items`() throws {
        let schema = try OpenAPISchema.checkly.get()
        let item = try SandboxJSON(parsing: Array(Self.variable.utf8))
        let list = SandboxJSON.array([item, .null])
        #expect(
            schema.problems(in: list, answering: "GET", "/v1/variables", status: 200).count == 1
        )
        let update = SandboxJSON.object(["value": .string("x"), "id": .integer(1)])
        #expect(problems(schema, update, "EnvironmentVariablesV1UpdateRequest") == 1)
        let entry = SandboxJSON.object(["value": .string("x")])
        let full = SandboxJSON.array(Array(repeating: entry, count: 200))
        let tooFull = SandboxJSON.array(Array(repeating: entry, count: 201))
        #expect(problems(schema, full, "environmentVariables") == 0)
        #expect(problems(schema, tooFull, "environmentVariables") == 1)
    }

    private func problems(_ schema: OpenAPISchema, _ value: SandboxJSON, _ name: String) -> Int {
        let reference = SandboxJSON.object(["$ref": .string("#/components/schemas/\(name)")])
        return schema.problems(in: value, against: reference, at: "$").count
    }
}
