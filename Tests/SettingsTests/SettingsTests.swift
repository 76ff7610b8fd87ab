import Encodings
import Foundation
import Logging
import Settings
import TestSupport
import SyncModel
import Testing

/// Where a setting comes from, and what is said of one that cannot be used.
@Suite struct SettingsTests {
    /// A setting with two values, what it is where nothing is given, and what has to be there too.
    struct Choice: Sendable, CustomTestStringConvertible {
        let name: String
        let winner: String
        let loser: String
        let standard: String?
        let companions: [String: String]

        init(
            _ name: String,
            _ winner: String,
            _ loser: String,
            else standard: String? = nil,
            with companions: [String: String] = [:]
        ) {
            (self.name, self.winner, self.loser) = (name, winner, loser)
            (self.standard, self.companions) = (standard, companions)
        }

        var testDescription: String { name }
    }

    private static let witnessKeys = [
        "one+f7417a52+BAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB",
        "two+46a84c7d+BAICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIC",
    ]

    private static let choices = [
        Choice("CHECKLY_SYNC_DATA", "/one", "/two"),
        Choice("CHECKLY_SYNC_WEBHOOK_LISTEN", "[::1]:1", "0.0.0.0:2", else: "127.0.0.1:8080"),
        Choice("CHECKLY_SYNC_ADMIN_LISTEN", "[::1]:1", "0.0.0.0:2", else: "127.0.0.1:8081"),
        Choice(
            "CHECKLY_SYNC_TLS_CERTIFICATE",
            "/one.pem",
            "/two.pem",
            with: ["CHECKLY_SYNC_TLS_KEY": "/k"]
        ),
        Choice(
            "CHECKLY_SYNC_TLS_KEY",
            "/one.key",
            "/two.key",
            with: ["CHECKLY_SYNC_TLS_CERTIFICATE": "/c"]
        ),
        Choice(
            "CHECKLY_SYNC_ADMIN_TLS_CERTIFICATE",
            "/one.pem",
            "/two.pem",
            with: ["CHECKLY_SYNC_ADMIN_TLS_KEY": "/k"]
        ),
        Choice(
            "CHECKLY_SYNC_ADMIN_TLS_KEY",
            "/one.key",
            "/two.key",
            with: ["CHECKLY_SYNC_ADMIN_TLS_CERTIFICATE": "/c"]
        ),
        Choice("CHECKLY_SYNC_ADMIN_HOSTS", "one,b.example", "two"),
        Choice("CHECKLY_SYNC_PUBLIC_URL", "https://one", "https://two"),
        Choice("CHECKLY_SYNC_DASHBOARD", "off", "on", else: "on"),
        Choice("CHECKLY_SYNC_METRICS", "open", "token", else: "token"),
        Choice("CHECKLY_API_URL", "http://one", "http://two", else: "https://api.checklyhq.com"),
        Choice("CHECKLY_SYNC_REQUESTS_PER_MINUTE", "1", "2", else: "540"),
        Choice("CHECKLY_SYNC_RECONCILE_INTERVAL", "0", "2s", else: "900s"),
        Choice("CHECKLY_SYNC_LISTING_AGE", "0", "2s", else: "300s"),
        Choice("CHECKLY_SYNC_GROUP_VARIABLE_LIMIT", "1", "2", else: "200"),
        Choice("CHECKLY_SYNC_BODY_LIMIT", "1B", "2B", else: "1048576B"),
        Choice("CHECKLY_SYNC_UNVERIFIED_LIMIT", "2097152B", "4194304B", else: "67108864B"),
        Choice("CHECKLY_SYNC_TRUSTED_PROXIES", "10.0.0.0/8", "::1"),
        Choice("CHECKLY_SYNC_CHECKPOINT_INTERVAL", "0", "2s", else: "60s"),
        Choice("CHECKLY_SYNC_CHECKPOINT_FILE", "/one", "/two"),
        Choice(
            "CHECKLY_SYNC_WITNESS_URL",
            "https://one",
            "https://two",
            with: ["CHECKLY_SYNC_WITNESS_KEY": witnessKeys[0]]
        ),
        Choice(
            "CHECKLY_SYNC_WITNESS_KEY",
            witnessKeys[0],
            witnessKeys[1],
            with: ["CHECKLY_SYNC_WITNESS_URL": "https://one"]
        ),
        Choice("CHECKLY_SYNC_LOG_LEVEL", "trace", "error", else: "info"),
        Choice("CHECKLY_SYNC_LOG_FORMAT", "json", "text", else: "text"),
        Choice("CHECKLY_SYNC_RETENTION", "1h", "2h"),
        Choice("CHECKLY_SYNC_MASTER_KEY_COMMAND", "cat one", "cat two"),
        Choice("CHECKLY_SYNC_BACKUP_TO", "/one", "/two"),
        Choice("CHECKLY_SYNC_BACKUP_EVERY", "1h", "2h", else: "24h"),
        Choice("CHECKLY_SYNC_BACKUP_KEEP", "1", "2", else: "14"),
        Choice("CHECKLY_SYNC_ALLOW_GROUP_ACCESS", "true", "false", else: "false"),
        Choice("CHECKLY_SYNC_CA_FILE", "/one", "/two"),
    ]

    private func file(_ text: String) throws -> String {
        let path = temporaryPath("settings") + ".yaml"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// What a setting is shown as, given in one place or more.
    private func shown(
        _ choice: Choice,
        flag: String? = nil,
        environment: String? = nil,
        file: String? = nil
    ) throws -> String? {
        let isGiven = flag != nil || environment != nil || file != nil
        var flags = isGiven ? choice.companions : [:]
        flags[choice.name] = flag
        let settings = try ServerSettings.load(
            flags: flags,
            environment: environment.map { [choice.name: $0] } ?? [:],
            configFile: try file.map { try self.file("\(choice.name): \"\($0)\"\n") }
        )
        let json = try JSONValue.parse(Array(settings.json.jsonText.utf8))
        return json.array?.first { $0["name"]?.string == choice.name }?["value"]?.string
    }

    @Test(arguments: choices)
    func `a flag goes before the environment, that before the file, and that before the default`(
        choice: Choice
    ) throws {
        let (one, two) = (choice.winner, choice.loser)
        #expect(try shown(choice, flag: one, environment: two, file: two) == one)
        #expect(try shown(choice, flag: two, environment: one, file: one) == two)
        #expect(try shown(choice, environment: one, file: two) == one)
        #expect(try shown(choice, environment: two, file: one) == two)
        #expect(try shown(choice, file: one) == one)
        // What is blank is not given.
        #expect(try shown(choice, flag: "", environment: "", file: one) == one)
        #expect(try shown(choice, flag: "", environment: one, file: two) == one)
        if let standard = choice.standard { #expect(try shown(choice) == standard) }
    }

    @Test func `every setting is in the table of choices, or is a secret`() {
        let secrets: Set = [
            "CHECKLY_SYNC_ADMIN_TOKEN", "CHECKLY_SYNC_MASTER_KEY", "CHECKLY_SYNC_NEW_MASTER_KEY",
        ]
        #expect(secrets.union(Self.choices.map(\.name)) == Set(ServerSettings.names))
    }

    @Test(arguments: [
        "CHECKLY_SYNC_REQUESTS_PER_MINUTE: 7", "checkly_sync_requests_per_minute: 7",
        "requests_per_minute: \"7\"", "Requests_Per_Minute: 7\nlog_level:\n",
    ])
    func `a file may name a setting in full or in short, in either case`(text: String) throws {
        let settings = try ServerSettings.load(
            flags: [:],
            environment: [:],
            configFile: try file(text)
        )
        #expect(settings.requestsPerMinute == 7)
        #expect(settings.logLevel == .info)
    }

    /// A setting, a value that it cannot have, and what the message says it should be.
    private static let wrong: [(name: String, values: [String], expected: String)] = [
        (
            "CHECKLY_SYNC_WEBHOOK_LISTEN", ["8080", "localhost", "a:b", "a:65536", "a:-1"],
            "an address such as 127.0.0.1:8080"
        ),
        (
            "CHECKLY_SYNC_ADMIN_LISTEN", ["8080", "localhost", "a:b", "a:65536", "a:-1"],
            "an address such as 127.0.0.1:8080"
        ),
        (
            "CHECKLY_SYNC_ADMIN_HOSTS", ["a b", "a:1", "http://a"],
            "a list of host names without ports, such as sync.internal, or *"
        ),
        ("CHECKLY_SYNC_DASHBOARD", ["yes", "On"], "one of on, off"),
        ("CHECKLY_SYNC_METRICS", ["everybody", "Open"], "one of token, open"),
        (
            "CHECKLY_API_URL", ["api", "ftp://a", "https://", "https://a?b", "https://a b"],
            "an address such as https://api.checklyhq.com"
        ),
        ("CHECKLY_SYNC_REQUESTS_PER_MINUTE", ["0", "-1", "x", "1.5"], "a number above 0"),
        (
            "CHECKLY_SYNC_RECONCILE_INTERVAL", ["15", "0s", "-1m", "1d", "x"],
            "a time such as 90s, 15m, 1h or 0"
        ),
        ("CHECKLY_SYNC_LISTING_AGE", ["15", "1000001s"], "a time such as 90s, 15m, 1h or 0"),
        ("CHECKLY_SYNC_GROUP_VARIABLE_LIMIT", ["0", "x"], "a number above 0"),
        (
            "CHECKLY_SYNC_BODY_LIMIT", ["0", "x", "1GB", "-1B", "9223372036854775807MiB"],
            "a size such as 512KiB or 1MiB"
        ),
        ("CHECKLY_SYNC_UNVERIFIED_LIMIT", ["0", "1kb"], "a size such as 512KiB or 1MiB"),
        ("CHECKLY_SYNC_UNVERIFIED_LIMIT", ["1KiB"], "at least CHECKLY_SYNC_BODY_LIMIT"),
        (
            "CHECKLY_SYNC_TRUSTED_PROXIES", ["10.0.0.0/99", "proxy", "::1/129"],
            "a list of addresses and ranges such as 10.0.0.0/8"
        ),
        ("CHECKLY_SYNC_CHECKPOINT_INTERVAL", ["15", "x"], "a time such as 90s, 15m, 1h or 0"),
        (
            "CHECKLY_SYNC_WITNESS_URL", ["witness"],
            "an address such as https://api.checklyhq.com"
        ),
        (
            "CHECKLY_SYNC_WITNESS_KEY", ["x", "one+00000000+BAEB"],
            "a witness's verifier key, name+id+base64"
        ),
        (
            "CHECKLY_SYNC_LOG_LEVEL", ["loud", "INFO"],
            "one of trace, debug, info, notice, warning, error, critical"
        ),
        ("CHECKLY_SYNC_LOG_FORMAT", ["xml"], "one of text, json"),
        ("CHECKLY_SYNC_RETENTION", ["90", "x", "-1d"], "an age such as 90d, 12h or 0"),
        ("CHECKLY_SYNC_BACKUP_EVERY", ["30m", "x"], "an age such as 90d, 12h or 0"),
        ("CHECKLY_SYNC_BACKUP_KEEP", ["0", "x"], "a number above 0"),
        ("CHECKLY_SYNC_ALLOW_GROUP_ACCESS", ["yes", "1", "TRUE"], "true or false"),
    ]

    @Test func `a file may say on, off and yes without quotes`() throws {
        func load(_ text: String) throws -> ServerSettings {
            try ServerSettings.load(flags: [:], environment: [:], configFile: file(text))
        }
        #expect(try load("dashboard: on\n").dashboard == .on)
        #expect(try load("dashboard: off\n").dashboard == .off)
        #expect(try load("allow_group_access: yes\n").allowsGroupAccess)
        #expect(try load("retention: 0\n").retention == nil)
    }

    @Test(arguments: wrong.flatMap { row in row.values.map { (row.name, $0, row.expected) } })
    func `a wrong value is named, with what it should be, wherever it is given`(
        name: String,
        value: String,
        expected: String
    ) throws {
        let error = SettingsError.malformed(name: name, value: value, expected: expected)
        #expect(throws: error) {
            try ServerSettings.load(flags: [name: value], environment: [:], configFile: nil)
        }
        #expect(throws: error) {
            try ServerSettings.load(flags: [:], environment: [name: value], configFile: nil)
        }
        let file = try file("\(name): \"\(value)\"\n")
        #expect(throws: error) {
            try ServerSettings.load(flags: [:], environment: [:], configFile: file)
        }
        #expect(error.code == "setting-malformed")
        #expect(error.message == "\(name) is \"\(value)\", which is not \(expected).")
        #expect(error.hint == "Change or remove it.")
        #expect(error.settings == [name])
    }

    @Test(arguments: ["HTTPS_PROXY", "HTTP_PROXY"])
    func `a proxy that is none is named, and its value is not repeated`(name: String) throws {
        let error = #expect(throws: SettingsError.self) {
            try ServerSettings.load(
                flags: [:],
                environment: [name.lowercased(): "socks5://user:c4n4ry@proxy"],
                configFile: nil
            )
        }
        let message = try #require(error).message
        #expect(message.lowercased().hasPrefix(name.lowercased() + " is \"…\""), "\(message)")
        #expect(!message.contains("c4n4ry"))
    }

    @Test func `a name that is no setting's is named`() throws {
        let file = try file("log_levle: info\n")
        let error = #expect(throws: SettingsError.unknownSetting("log_levle")) {
            try ServerSettings.load(flags: [:], environment: [:], configFile: file)
        }
        #expect(error?.code == "unknown-setting")
        #expect(error?.message == "There is no setting \"log_levle\".")
    }

    @Test(arguments: [
        (["CHECKLY_SYNC_TLS_KEY": "k"], "CHECKLY_SYNC_TLS_CERTIFICATE and CHECKLY_SYNC_TLS_KEY"),
        (
            ["CHECKLY_SYNC_ADMIN_TLS_CERTIFICATE": "c"],
            "CHECKLY_SYNC_ADMIN_TLS_CERTIFICATE and CHECKLY_SYNC_ADMIN_TLS_KEY"
        ),
    ])
    func `half of a pair of TLS files is named with the other half`(
        flags: [String: String],
        names: String
    ) {
        let error = #expect(throws: SettingsError.self) {
            try ServerSettings.load(flags: flags, environment: [:], configFile: nil)
        }
        #expect(error?.code == "tls-incomplete")
        #expect(error?.message == "Only one of \(names) is given.")
        #expect(error?.hint == "Set both, or neither.")
    }

    @Test(arguments: [
        ["CHECKLY_SYNC_WITNESS_URL": "https://w"], ["CHECKLY_SYNC_WITNESS_KEY": witnessKeys[0]],
    ])
    func `a witness's address without its key, or the reverse, is refused`(
        flags: [String: String]
    ) {
        let error = #expect(throws: SettingsError.witnessIncomplete) {
            try ServerSettings.load(flags: flags, environment: [:], configFile: nil)
        }
        #expect(error?.message == "Only one of the witness's address and key is given.")
    }
}
