import Encodings
import Settings
import SyncModel
import Testing

@Suite struct SettingsJSONTests {
    private static let given = [
        "CHECKLY_SYNC_DATA": "/data", "CHECKLY_SYNC_WEBHOOK_LISTEN": "0.0.0.0:8080",
        "CHECKLY_SYNC_ADMIN_LISTEN": "[::1]:8081", "CHECKLY_SYNC_TLS_CERTIFICATE": "/tls/a.pem",
        "CHECKLY_SYNC_TLS_KEY": "/tls/a.key", "CHECKLY_SYNC_ADMIN_TLS_CERTIFICATE": "/tls/b.pem",
        "CHECKLY_SYNC_ADMIN_TLS_KEY": "/tls/b.key", "CHECKLY_SYNC_ADMIN_HOSTS": "a.example,b",
        "CHECKLY_SYNC_PUBLIC_URL": "https://hooks.example", "CHECKLY_SYNC_DASHBOARD": "off",
        "CHECKLY_SYNC_METRICS": "open",
        "CHECKLY_API_URL": "https://checkly.example",
        "CHECKLY_SYNC_REQUESTS_PER_MINUTE": "99", "CHECKLY_SYNC_RECONCILE_INTERVAL": "600s",
        "CHECKLY_SYNC_LISTING_AGE": "0", "CHECKLY_SYNC_GROUP_VARIABLE_LIMIT": "7",
        "CHECKLY_SYNC_BODY_LIMIT": "2048B", "CHECKLY_SYNC_UNVERIFIED_LIMIT": "4096B",
        "CHECKLY_SYNC_TRUSTED_PROXIES": "10.0.0.0/8,::1", "CHECKLY_SYNC_CHECKPOINT_INTERVAL": "0",
        "CHECKLY_SYNC_CHECKPOINT_FILE": "/c", "CHECKLY_SYNC_LOG_LEVEL": "debug",
        "CHECKLY_SYNC_CA_FILE": "/ca.pem",
        "CHECKLY_SYNC_LOG_FORMAT": "json", "CHECKLY_SYNC_RETENTION": "48h",
        "CHECKLY_SYNC_BACKUP_TO": "/backups", "CHECKLY_SYNC_BACKUP_EVERY": "24h",
        "CHECKLY_SYNC_BACKUP_KEEP": "3",
        "CHECKLY_SYNC_ALLOW_GROUP_ACCESS": "true",
    ]

    private func json(_ settings: ServerSettings) throws -> JSONValue {
        try JSONValue.parse(Array(settings.json.jsonText.utf8))
    }

    private func values(_ json: JSONValue) -> [String: String] {
        var values: [String: String] = [:]
        for entry in json.array ?? [] {
            if let name = entry["name"]?.string { values[name] = entry["value"]?.string }
        }
        return values
    }

    @Test func `every setting is shown as it was given, and read back alike`() throws {
        let settings = try ServerSettings.load(
            flags: Self.given,
            environment: [:],
            configFile: nil
        )
        let shown = try json(settings)
        #expect(values(shown) == Self.given)
        let names = (shown.array ?? []).compactMap { $0["name"]?.string }
        #expect(names == ServerSettings.names)
        // Each setting stands above, so that one that is added is shown too.
        let others = names.filter { Self.given[$0] == nil }
        #expect(
            others == [
                "CHECKLY_SYNC_ADMIN_TOKEN", "CHECKLY_SYNC_MASTER_KEY",
                "CHECKLY_SYNC_MASTER_KEY_COMMAND", "CHECKLY_SYNC_NEW_MASTER_KEY",
                "CHECKLY_SYNC_WITNESS_URL", "CHECKLY_SYNC_WITNESS_KEY",
            ]
        )
        let read = try ServerSettings.load(json: shown, environment: [:])
        #expect(try json(read) == shown)
    }

    @Test func `of what is secret only is shown that it was given`() throws {
        let secrets = [
            "CHECKLY_SYNC_ADMIN_TOKEN": "t0ken", "CHECKLY_SYNC_MASTER_KEY": "k3y",
            "CHECKLY_SYNC_NEW_MASTER_KEY": "n3w",
        ]
        let settings = try ServerSettings.load(flags: [:], environment: secrets, configFile: nil)
        let shown = try json(settings)
        #expect(secrets.values.allSatisfy { !shown.text.contains($0) })
        let given = (shown.array ?? []).filter { $0["isSecret"]?.bool == true }
        #expect(given.count == 3 && given.allSatisfy { $0["isSet"]?.bool == true })
        let read = try ServerSettings.load(json: shown, environment: secrets)
        #expect(read.adminToken?.reveal() == "t0ken")
    }

    @Test(arguments: [
        ("CHECKLY_SYNC_TRUSTED_PROXIES", "10.0.0.0/99"), ("CHECKLY_SYNC_ADMIN_HOSTS", "a b"),
        ("CHECKLY_SYNC_METRICS", "everybody"), ("CHECKLY_SYNC_DASHBOARD", "yes"),
        ("CHECKLY_SYNC_UNVERIFIED_LIMIT", "1KiB"),
        ("CHECKLY_SYNC_BODY_LIMIT", "9223372036854775807MiB"),
    ])
    func `a setting that cannot be used is named`(name: String, value: String) {
        let error = #expect(throws: SettingsError.self) {
            try ServerSettings.load(flags: [name: value], environment: [:], configFile: nil)
        }
        #expect(error?.settings == [name])
    }

    @Test func `the sides have the same certificate, each its own, or none`() throws {
        func tls(_ flags: [String: String]) throws -> [String?] {
            let settings = try ServerSettings.load(
                flags: flags,
                environment: [:],
                configFile: nil
            )
            return [settings.webhookTLS?.certificate, settings.adminTLS?.certificate]
        }
        let both = ["CHECKLY_SYNC_TLS_CERTIFICATE": "a", "CHECKLY_SYNC_TLS_KEY": "k"]
        let own = ["CHECKLY_SYNC_ADMIN_TLS_CERTIFICATE": "b", "CHECKLY_SYNC_ADMIN_TLS_KEY": "k"]
        #expect(try tls([:]) == [nil, nil])
        #expect(try tls(both) == ["a", "a"])
        #expect(try tls(own) == [nil, "b"])
        #expect(try tls(both.merging(own) { $1 }) == ["a", "b"])
        let none = ["CHECKLY_SYNC_ADMIN_TLS_CERTIFICATE": "none"]
        #expect(try tls(both.merging(none) { $1 }) == ["a", nil])
        let half = #expect(throws: SettingsError.self) {
            try tls(["CHECKLY_SYNC_ADMIN_TLS_KEY": "k"])
        }
        #expect(half?.settings.first == "CHECKLY_SYNC_ADMIN_TLS_CERTIFICATE")
    }
}
