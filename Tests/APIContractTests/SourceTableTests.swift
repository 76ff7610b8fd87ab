import APIContract
import Commands
import Encodings
import SyncModel
import Testing

/// The tables of connections, sources and what belongs to them.
@Suite struct SourceTableTests {
    private func fields(_ text: String) throws -> BodyFields {
        BodyFields(try JSONValue.parse(Array(text.utf8)))
    }

    private func told(_ fields: BodyFields) -> [String] {
        fields.issues.map { $0.path.joined(separator: ".") }
    }

    @Test func `a source is of the usual preset, payload and tolerance`() throws {
        var fields = try fields(#"{"name":"kms","secrets":["0123456789abcdef"]}"#)
        let new = NewSource.resource.read(&fields, for: .create)
        #expect(fields.issues.isEmpty)
        #expect(new.preset == "hanzo-kms")
        #expect(new.payload == .hanzoKMS)
        #expect(new.toleranceSeconds == 300 && new.isEnabled && new.kmsAccess == nil)
    }

    @Test func `other presets send values, and then no reader is taken`() throws {
        let reader =
            #"{"api":"hanzo-v1","baseUrl":"https://kms.test/","clientId":"c","clientSecret":"s"}"#
        let text =
            #"{"name":"ci","preset":"github","secrets":["0123456789abcdef"],"reader":\#(reader)}"#
        var fields = try fields(text)
        let new = NewSource.resource.read(&fields, for: .create)
        #expect(new.payload == .secretEvents)
        #expect(new.kmsAccess?.baseURL == "https://kms.test")
        #expect(told(fields) == ["reader"])
    }

    @Test func `everything wrong with a source is told at once, in the order of its table`() throws
    {
        let text =
            #"{"preset":"x","payload":"y","reader":1,"toleranceSeconds":0,"isEnabled":1,"#
            + #""secrets":[]}"#
        var fields = try fields(text)
        _ = NewSource.resource.read(&fields, for: .create)
        #expect(
            told(fields) == [
                "name", "preset", "payload", "reader", "toleranceSeconds", "isEnabled", "secrets",
                "scheme",
            ]
        )
    }

    @Test func `a reader without its API is told once, and is none`() throws {
        var fields = try fields(
            #"{"name":"kms","secrets":["0123456789abcdef"],"reader":{"baseUrl":"http://x"}}"#
        )
        let new = NewSource.resource.read(&fields, for: .create)
        #expect(new.kmsAccess == nil)
        #expect(
            told(fields) == [
                "reader.api", "reader.clientId", "reader.clientSecret", "reader.baseUrl",
            ]
        )
    }

    @Test func `a connection needs its method only where it is made`() throws {
        var made = try fields(#"{"name":"prod","credentials":{"apiKey":" k "}}"#)
        let new = NewConnection.resource.read(&made, for: .create)
        #expect(told(made) == ["method"])
        #expect(new.apiKey?.reveal() == "k")
        var changed = try fields(#"{"method":"x","description":null}"#)
        let change = NewConnection.resource.read(&changed, for: .change)
        #expect(changed.issues.isEmpty)
        #expect(change.description == .some(nil))
        #expect(change.name == nil && change.apiKey == nil)
    }
}
