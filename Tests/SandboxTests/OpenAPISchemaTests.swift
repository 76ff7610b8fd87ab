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
                in: JSONValue(parsing: Array(text.utf8)),
                answering: "GET",
                "/v1/variables/{key}",
                status: 200
            )
        #expect(problems.isEmpty == isRight)
    }

    @Test func `in a list, an unknown field, and too many items`() throws {
        let schema = try OpenAPISchema.checkly.get()
        let item = try JSONValue(parsing: Array(Self.variable.utf8))
        let list = JSONValue.array([item, .null])
        #expect(
            schema.problems(in: list, answering: "GET", "/v1/variables", status: 200).count == 1
        )
        let update = JSONValue.object(["value": .string("x"), "id": .integer(1)])
        #expect(problems(schema, update, "EnvironmentVariablesV1UpdateRequest") == 1)
        let entry = JSONValue.object(["value": .string("x")])
        let full = JSONValue.array(Array(repeating: entry, count: 200))
        let tooFull = JSONValue.array(Array(repeating: entry, count: 201))
        #expect(problems(schema, full, "environmentVariables") == 0)
        #expect(problems(schema, tooFull, "environmentVariables") == 1)
    }

    private func problems(_ schema: OpenAPISchema, _ value: JSONValue, _ name: String) -> Int {
        let reference = JSONValue.object(["$ref": .string("#/components/schemas/\(name)")])
        return schema.problems(in: value, against: reference, at: "$").count
    }
}
