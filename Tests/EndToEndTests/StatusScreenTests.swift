import Encodings
import Foundation
import TestSupport
import Testing

@testable import checkly_sync

/// What `status` shows, and what its exit code says.
@Suite(.timeLimit(.minutes(5))) struct StatusScreenTests {
    private func screen(
        _ status: String,
        _ attention: String,
        columns: Int = 60
    ) throws -> [Substring] {
        let screen = StatusScreen(
            status: try JSONValue.parse(Array(status.utf8)),
            attention: try JSONValue.parse(Array(attention.utf8)),
            columns: columns
        )
        return screen.text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    private static let status = """
        {"version":"1.2.3","startedAt":"2026-11-30T08:00:00.123456Z",
        "log":{"position":1,"bytes":12345678,"problem":null},
        "checkpoint":{"size":1,"signedAt":"2026-11-30T08:01:00.5Z"},"hold":null,
        "counts":{"syncs":1,"connections":2,"sources":0,"folders":3,"secrets":1},
        "runs":[{}],"waitingRuns":[{},{}],
        "budgets":[{"accountId":"a","limit":540,"left":539}]}
        """

    @Test func `a server that waits for nobody says so`() throws {
        #expect(
            try screen(Self.status, #"{"items":[],"problems":0}"#) == [
                "server         1.2.3, up since 2026-11-30T08:00:00Z",
                "log            1 event, 12 MB",
                "checkpoint     through #1, 2026-11-30T08:01:00Z",
                "pushing        1 run under way, 2 waiting",
                "there are      1 sync, 2 connections, 0 sources, 3 folders, 1 secret",
                "requests left  539 of 540 a minute for a", "",
                "Nothing waits for a person.",
            ]
        )
    }

    @Test func `what waits fits the terminal, with what to do about it`() throws {
        let items = """
            {"problems":1,"items":[{"severity":"problem",
            "subject":{"type":"sync","id":"1","name":"shop"},
            "message":"Two variables were changed at Checkly by somebody else.",
            "hint":"Push it, or adopt what is there."},{"severity":"notice",
            "subject":{"type":"folder","environment":"dev","secretPath":"/app"},
            "message":"It is empty.","hint":null}]}
            """
        #expect(
            try screen(Self.status, items, columns: 40).suffix(4) == [
                "! sync shop: Two variables were changed", "  at Checkly by somebody else.",
                "  Push it, or adopt what is there.", "· folder dev /app: It is empty.",
            ]
        )
    }

    @Test func `a hold and a log that cannot be written stand out`() throws {
        let status = Self.status
            .replacing(
                #""hold":null"#,
                with: #""hold":{"since":"2026-11-30T08:02:00Z","reason":"drill"}"#
            )
            .replacing(#""problem":null"#, with: #""problem":{"message":"The disk is full."}"#)
        let lines = try screen(status, #"{"items":[],"problems":0}"#)
        #expect(lines.contains("pushing        HELD since 2026-11-30T08:02:00Z: drill"))
        #expect(lines.contains("log            CANNOT BE WRITTEN: The disk is full."))
    }

    @Test func `something that waits is exit code 2`() async throws {
        let data = temporaryPath("status")
        let server = try await ServerProcess(data: data)
        let asked = [
            "--data", data, "--server", "http://127.0.0.1:\(server.ports.admin)",
        ]
        let fine = try await runProgram(["status"] + asked)
        #expect(fine.status == 0, "\(fine.said)")
        #expect(fine.said.contains("Nothing waits for a person."))
        #expect(try await runProgram(["hold"] + asked).status == 0)
        let held = try await runProgram(["status"] + asked)
        #expect(held.status == 2, "\(held.said)")
        #expect(held.said.contains("HELD since"))
        let json = try await runProgram(["status", "-o", "json"] + asked)
        #expect(json.status == 2)
        #expect(json.said.contains(#""problems":1"#) || json.said.contains(#""problems": 1"#))
    }
}
