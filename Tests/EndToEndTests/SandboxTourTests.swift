import Foundation
import TestSupport
import Testing

/// The README's five minutes in the sandbox, run as they are written.
@Suite(.timeLimit(.minutes(5))) struct SandboxTourTests {
    /// Where a server of a test listens, and that a plan with something to do ends with 2.
    private static let preamble = """
        set -euo pipefail
        cd "$FOLDER"
        checkly-sync() {
            case $1 in
            audit) "$PROGRAM" "$@" ;;
            plan) "$PROGRAM" "$@" --server "$ADMIN" || [ $? = 2 ] ;;
            *) "$PROGRAM" "$@" --server "$ADMIN" ;;
            esac
        }

        """

    @Test func `followed as written it goes from a webhook to a proof`() async throws {
        let folder = temporaryPath("tour")
        let server = try await ServerProcess(
            data: folder + "/checkly-sync-sandbox",
            arguments: ["--sandbox"]
        )
        let blocks = try Document("README.md").blocks(under: "## Five minutes in the sandbox")
        #expect(blocks.count == 4)
        let script = blocks.map(\.text).joined(separator: "\n")
            .replacing("http://127.0.0.1:8080", with: "http://127.0.0.1:\(server.ports.webhooks)")
        let ended = try await RunningProgram.toItsEnd(
            ["bash", "-c", Self.preamble + script],
            environment: [
                "FOLDER": folder, "PROGRAM": ServerProcess.program,
                "ADMIN": "http://127.0.0.1:\(server.ports.admin)",
            ]
        )
        #expect(ended.status == 0, "\(ended.said)")
        let told = [
            "sync shop: pushed", "SHOP_API_KEY", "SHOP_REGION",
            "+ SHOP_MODE  (new in source", "Plan: 1 to create", "sync.paused", "problems   []",
            "/login/once?code=",
        ]
        for text in told { #expect(ended.said.contains(text), "\(text)\n\(ended.said)") }
        #expect(await server.stop() == 0)
    }
}
