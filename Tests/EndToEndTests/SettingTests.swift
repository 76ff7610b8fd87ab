import Foundation
import TestSupport
import Testing

/// What `serve` says of settings that it cannot use, and of keys that are not there.
@Suite(.timeLimit(.minutes(10))) struct SettingTests {
    private let data = temporaryPath("settings")

    private static let wrong = [
        ("--log-format", "CHECKLY_SYNC_LOG_FORMAT", "xml"),
        ("--log-level", "CHECKLY_SYNC_LOG_LEVEL", "loud"),
        ("--checkly-url", "CHECKLY_API_URL", "nonsense"),
        ("--checkly-url", "CHECKLY_API_URL", "ftp://127.0.0.1"),
        ("--checkly-url", "CHECKLY_API_URL", "https://"),
        ("--requests-per-minute", "CHECKLY_SYNC_REQUESTS_PER_MINUTE", "x"),
        ("--webhook-listen", "CHECKLY_SYNC_WEBHOOK_LISTEN", "nonsense"),
        ("--tls-key", "CHECKLY_SYNC_TLS_KEY", "key.pem"),
    ]

    @Test(arguments: wrong)
    func `a wrong flag is usage, a wrong variable is a failure, and both are named`(
        flag: String,
        name: String,
        value: String
    ) async throws {
        let isPair = flag.hasPrefix("--tls")
        for (arguments, environment, status) in [
            ([flag, value], [:], Int32(64)), ([], [name: value], 1),
        ] as [([String], [String: String], Int32)] {
            let result = try await runProgram(
                ["serve", "--data", data] + arguments,
                environment: environment
            )
            #expect(result.status == status, "\(result.said)")
            let code = isPair ? "tls-incomplete: " : "setting-malformed: \(name) is \"\(value)\""
            #expect(result.said.hasPrefix(code), "\(result.said)")
        }
        #expect(!FileManager.default.fileExists(atPath: data))
    }

    /// Ten to the fortieth values, if its aliases were followed.
    private static let bomb =
        "log_level: [&a0 [x]"
        + (1...40)
        .map {
            ", &a\($0) [\([String](repeating: "*a\($0 - 1)", count: 10).joined(separator: ","))]"
        }
        .joined() + "]\n"

    @Test(arguments: ["- log_level\n- info\n", "just words", "log_level: [info]", "7", bomb])
    func `a file that is no map of settings is refused`(text: String) async throws {
        let file = data + ".yaml"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        let result = try await runProgram(["serve", "--data", data, "--config", file])
        #expect(result.status == 1)
        #expect(result.said.hasPrefix("config-file: \(file) cannot be used: "), "\(result.said)")
        #expect(!FileManager.default.fileExists(atPath: data))
    }

    @Test func `the settings library's log of accesses stays off`() async throws {
        let log = data + "-accesses"
        let result = try await runProgram(
            ["serve", "--data", data, "--log-level", "loud"],
            environment: ["CONFIG_ACCESS_LOG_FILE": log]
        )
        #expect(result.status == 64)
        #expect(result.said.hasPrefix("setting-malformed: CHECKLY_SYNC_LOG_LEVEL is \"loud\""))
        #expect(!FileManager.default.fileExists(atPath: log))
    }

    @Test func `a blank variable is not given, whatever the command`() async throws {
        let standard = try await runProgram(
            ["audit", "verify"],
            environment: ["CHECKLY_SYNC_DATA": ""]
        )
        #expect(standard.status == 1)
        #expect(standard.said.contains("./data/events.sqlite"), "\(standard.said)")
    }

    @Test func `an empty file sets nothing, and one value after another is taken`() async throws {
        let bench = try await Workbench()
        let file = data + ".yaml"
        for text in ["", "# nothing\n", "log_level: error\nrequests_per_minute: 100\n"] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
            let server = try await bench.start(arguments: ["--config", file, "--log-level", "info"])
            let status = await server.stop()
            #expect(status == 0, "\(server.said)")
        }
    }

    @Test func `beside a log no master key is made, and nothing is left behind`() async throws {
        let bench = try await Workbench()
        #expect(try await bench.start().stop() == 0)
        let key = bench.data + "/master.key"
        let text = try String(contentsOfFile: key, encoding: .utf8)
        try FileManager.default.removeItem(atPath: key)
        for arguments in [
            ["serve", "--webhook-listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"],
            ["keys", "rotate"], ["keys", "rotate", "--checkpoint"],
        ] {
            let result = try await runProgram(arguments + ["--data", bench.data])
            #expect(result.status == 1)
            #expect(result.said.contains("master-key-missing: "), "\(result.said)")
            #expect(!FileManager.default.fileExists(atPath: key))
        }
        let given = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let server = try await ServerProcess(
            data: bench.data,
            environment: ["CHECKLY_SYNC_MASTER_KEY": given]
        )
        #expect(await server.stop() == 0)
        // A first start that got no further than the file begins anew.
        let empty = bench.data + "-empty"
        try FileManager.default.createDirectory(
            atPath: empty,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        try Data().write(to: URL(fileURLWithPath: empty + "/events.sqlite"))
        #expect(try await bench.start(data: empty).stop() == 0)
        #expect(FileManager.default.fileExists(atPath: empty + "/master.key"))
    }

    @Test func `a checkpoint key made beside a log is told loudly, one of the first start is not`()
        async throws
    {
        let bench = try await Workbench()
        let first = try await bench.start()
        #expect(await first.stop() == 0)
        #expect(!first.said.contains("checkpoint.key was not there"))
        try FileManager.default.removeItem(atPath: bench.data + "/checkpoint.key")
        let second = try await bench.start()
        #expect(await second.stop() == 0)
        let key = try await runProgram(["audit", "public-key", "--data", bench.data]).said
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let line = second.said.split(separator: "\n")
            .first { $0.contains("checkpoint.key was not there") }
        #expect(line?.contains(#""level":"warning""#) == true, "\(second.said)")
        #expect(line?.contains(key) == true, "\(second.said)")
    }
}
