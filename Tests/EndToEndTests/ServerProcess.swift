import Encodings
import Foundation
import TestSupport
import Testing

/// The built program, serving in a process of its own.
final class ServerProcess: Sendable {
    struct Ports: Sendable {
        var webhooks: Int
        var admin: Int
    }

    /// Why the program did not come to serve: what it said.
    struct Ended: Error {
        var said: String
        var status: Int32
    }

    let ports: Ports
    private let program: RunningProgram

    /// Starts the program and returns when it says `ready`.
    ///
    /// A `fileSizeLimit`, in KiB, is how large a file it may write; it stands for a full disk.
    init(
        data: String,
        arguments: [String] = [],
        environment: [String: String] = [:],
        fileSizeLimit: Int? = nil
    ) async throws {
        let serve = [
            Self.program, "serve", "--data", data, "--webhook-listen", "127.0.0.1:0",
            "--admin-listen", "127.0.0.1:0", "--log-format", "json",
        ]
        program = try await RunningProgram(
            command(serve + arguments, fileSizeLimit: fileSizeLimit),
            environment: environment
        )
        guard let ports = try await program.first(Self.ports) else {
            let status = try await program.ended()
            throw Ended(said: program.said, status: status)
        }
        self.ports = ports
    }

    /// The ports in the line `ready`; nil where that is not written yet.
    private static func ports(in text: String) -> Ports? {
        for line in text.split(separator: "\n") where line.contains(#""message":"ready""#) {
            if let json = try? JSONValue.parse(Array(line.utf8)),
                let webhooks = port(json["webhooks"]), let admin = port(json["admin"])
            {
                return Ports(webhooks: webhooks, admin: admin)
            }
        }
        return nil
    }

    private static func port(_ address: JSONValue?) -> Int? {
        address?.string?.split(separator: ":").last.flatMap { Int($0) }
    }

    /// Everything the program wrote so far.
    var said: String { program.said }

    var identifier: Int32 { program.identifier }

    func send(_ signal: Int32) { program.send(signal) }

    /// Ends it as a power cut would.
    func kill() async {
        program.send(SIGKILL)
        _ = await wait()
    }

    /// Ends it in good order, and gives its status as `wait` does.
    func stop() async -> Int32? {
        program.send(SIGTERM)
        return await wait()
    }

    /// Waits for its end and gives its status, or the number of the signal that ended it.
    ///
    /// Where that cannot be known, because it took too long and was killed for instance, the
    /// reason is recorded as an issue.
    func wait() async -> Int32? {
        do {
            return try await program.ended()
        } catch {
            Issue.record("The server's end is unknown: \(error)\n\(said.suffix(4000))")
            return nil
        }
    }

    /// The program lies beside the test bundle.
    static var program: String {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("checkly-sync").path
    }
}
