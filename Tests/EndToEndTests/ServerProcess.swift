import Encodings
import Foundation
import SyncModel
import Synchronization

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

    private let process: Process
    private let output: Output

    /// Everything the program wrote, and its first line `ready`.
    private final class Output: Sendable {
        private let text = Mutex("")
        private let ports: AsyncStream<Ports>.Continuation

        init(ports: AsyncStream<Ports>.Continuation) {
            self.ports = ports
        }

        var all: String { text.withLock(\.self) }

        func take(_ data: Data) {
            if data.isEmpty { return ports.finish() }
            let whole = text.withLock { text in
                text += String(decoding: data, as: UTF8.self)
                return text
            }
            for line in whole.split(separator: "\n") where line.contains(#""message":"ready""#) {
                guard let json = try? JSONValue.parse(Array(line.utf8)),
                    let webhooks = Self.port(json["webhooks"]), let admin = Self.port(json["admin"])
                else { continue }
                ports.yield(Ports(webhooks: webhooks, admin: admin))
                ports.finish()
            }
        }

        private static func port(_ address: JSONValue?) -> Int? {
            address?.string?.split(separator: ":").last.flatMap { Int($0) }
        }
    }

    let ports: Ports

    /// Starts the program and returns when it says `ready`.
    ///
    /// A `fileSizeLimit`, in KiB, is how large a file it may write; it stands for a full disk.
    init(
        data: String,
        arguments: [String] = [],
        environment: [String: String] = [:],
        fileSizeLimit: Int? = nil
    ) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Ports.self)
        let output = Output(ports: continuation)
        let process = Process()
        let serve =
            [
                Self.program, "serve", "--data", data, "--webhook-listen", "127.0.0.1:0",
                "--admin-listen", "127.0.0.1:0", "--log-format", "json",
            ] + arguments
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        let limit = fileSizeLimit.map { "trap '' XFSZ; ulimit -f \($0); " } ?? ""
        process.arguments = ["-c", limit + #"exec "$@""#, "bash"] + serve
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = pipe
        try process.run()
        let reading = pipe.fileHandleForReading
        Thread.detachNewThread {
            // Until its end, which is the end of the program.
            var data: Data
            repeat {
                data = reading.availableData
                output.take(data)
            } while !data.isEmpty
        }
        self.process = process
        self.output = output
        let watchdog = process.killedLater()
        var found: Ports?
        for await ports in stream { found = ports }
        watchdog.cancel()
        guard let found else {
            // A cancelled test ends here too, with the program still at work.
            if Task.isCancelled { Foundation.kill(process.processIdentifier, SIGKILL) }
            let status = process.ended()
            throw Ended(said: output.all, status: status)
        }
        ports = found
    }

    /// Everything the program wrote so far.
    var said: String { output.all }

    var identifier: Int32 { process.processIdentifier }

    /// Ends it as a power cut would.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        _ = process.ended()
    }

    /// Ends it in good order, and gives its status.
    func stop() async -> Int32 {
        await Self.onItsOwnThread { self.terminate() }
    }

    /// Waits for its end and gives its status, or the number of the signal that ended it.
    func wait() async -> Int32 {
        await Self.onItsOwnThread { self.ended() }
    }

    private static func onItsOwnThread(_ end: @escaping @Sendable () -> Int32) async -> Int32 {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: end()) }
        }
    }

    private func terminate() -> Int32 {
        let watchdog = process.killedLater()
        process.terminate()
        let status = process.ended()
        watchdog.cancel()
        return status
    }

    private func ended() -> Int32 {
        let watchdog = process.killedLater()
        defer { watchdog.cancel() }
        return process.ended()
    }

    deinit {
        if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
    }

    /// The program lies beside the test bundle.
    static var program: String {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("checkly-sync").path
    }
}
