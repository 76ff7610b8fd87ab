import Foundation
import TestSupport
import Testing

@testable import checkly_sync

/// The demo, which needs nothing beside the program.
@Suite(.timeLimit(.minutes(5))) struct DemoTests {
    @Test func `the program brings along every webhook of the fixtures as it is`() throws {
        let folder = Repository.file("fixtures/webhooks")
        let paths = FileManager.default.enumerator(atPath: folder.path)?
            .compactMap { $0 as? String }.filter { $0.hasSuffix(".json") }
        let embedded = DemoFixtures.embedded
        #expect(embedded.map(\.name) == paths?.sorted())
        for (name, body) in embedded {
            #expect(try Data(body) == Data(contentsOf: folder.appending(path: name)), "\(name)")
        }
    }

    @Test func `the next webhook is sent by the command that the demo prints`() async throws {
        let data = temporaryPath("demo")
        let demo = try await RunningProgram([ServerProcess.program, "demo", "--data", data])
        let said = try #require(
            try await demo.first { $0.contains("Ctrl-C ends it.") ? $0 : nil }
        )
        let command = try #require(said.firstMatch(of: /next webhook:\n((?:.*\\\n)+.*)\n/))
        let sent = try await runTool("bash", "-c", String(command.output.1))
        #expect(sent.contains("written APP_API_KEY"), "\(sent)")
        demo.send(SIGINT)
        _ = try await demo.ended()
    }
}
