import Configuration
import Encodings
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Settings

/// One table says all that there is to say of each setting; places are asked in a fixed order.
@Suite struct SettingTableTests {
    private typealias Texts = [String: String]

    private func text(
        _ setting: Setting,
        flags: Texts = [:],
        environment: Texts = [:],
        file: Texts = [:]
    ) -> String? {
        SettingSources(flags: flags, environment: environment, file: file).text(setting)
    }

    @Test func `no two settings share a name or a flag, and a blank default is none`() {
        #expect(Setting.all.count == 35)
        #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
        #expect(Set(Setting.all.map(\.flagName)).count == Setting.all.count)
        for setting in Setting.all { #expect(setting.standard != "") }
    }

    @Test(arguments: Setting.all.map(\.name))
    func `a flag goes before the environment, that before the file, that before the default`(
        name: String
    ) throws {
        let setting = try #require(Setting.all.first { $0.name == name })
        var (flags, environment, file) = ([name: "flag"], [name: "variable"], [name: "file"])
        func text() -> String? {
            self.text(setting, flags: flags, environment: environment, file: file)
        }
        #expect(text() == "flag")
        flags[name] = ""
        #expect(text() == "variable")
        environment[name] = ""
        #expect(text() == "file")
        file[name] = ""
        #expect(text() == setting.standard)
        (flags, environment, file) = ([:], [:], [:])
        #expect(text() == setting.standard)
        #expect(self.text(setting, flags: [name: "flag"], file: [name: "file"]) == "flag")
    }

    @Test func `only names of the table count`() {
        let names = ["checkly_sync_log_level", "LOG_LEVEL", "log-level", "LOG.LEVEL"]
        for name in names {
            let given = [name: "debug"]
            let found = text(
                Setting.logLevel.setting,
                flags: given,
                environment: given,
                file: given
            )
            #expect(found == "info", "\(name)")
        }
    }

    @Test func `every default has the form of its setting, and every setting shows its own`() throws
    {
        let settings = try ServerSettings.load(flags: [:], environment: [:], configFile: nil)
        let shown = try JSONValue.parse(Array(settings.json.jsonText.utf8)).array ?? []
        #expect(shown.map { $0["name"]?.string } == Setting.all.map(\.name))
        for (setting, entry) in zip(Setting.all, shown) {
            #expect(entry["isSecret"]?.bool == setting.isSecret)
            #expect(entry["isSet"]?.bool == (setting.standard != nil), "\(setting.name)")
        }
    }

    @Test(arguments: Setting.all.map(\.name))
    func `a file names a setting in full or in short, in either case`(name: String) throws {
        let path = temporaryPath("setting-table") + ".yaml"
        func read(_ text: String) throws -> Texts {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            return try SettingsFile.read(path)
        }
        let short = name.replacing(/^CHECKLY_SYNC_/, with: "")
        for member in [name, name.lowercased(), short, short.lowercased()] {
            #expect(try read("\(member): \"x\"") == [name: "x"])
        }
        #expect(try read("\(name): ~") == [name: ""])
        let flag = try #require(Setting.all.first { $0.name == name }).flagName
        if flag != short.lowercased() {
            #expect(throws: SettingsError.unknownSetting(flag)) { try read("\(flag): x") }
        }
    }

    @Test func `help says the name, the purpose and the default`() {
        for setting in Setting.all {
            let start = setting.name + (setting.isSecret ? ", from this file." : ": ")
            #expect(setting.help.hasPrefix(start))
            // A flag that stands for itself has the default of every such flag.
            guard setting.flag != .nothing, let standard = setting.standard else { continue }
            #expect(setting.help.hasSuffix(" (default: \(standard))"))
        }
        #expect(
            Setting.logLevel.setting.help
                == "CHECKLY_SYNC_LOG_LEVEL: trace to critical. (default: info)"
        )
        #expect(
            Setting.masterKey.setting.help
                == "CHECKLY_SYNC_MASTER_KEY, from this file. (default: <data>/master.key)"
        )
        #expect(Setting.tlsKey.setting.help == "CHECKLY_SYNC_TLS_KEY: a PEM file.")
    }
}

/// What the library tells of the settings it reads.
@Suite struct SettingRedactionTests {
    /// Keeps what the library's own log of accesses would write.
    private final class Accesses: AccessReporter {
        private let lines = Mutex<[String]>([])
        var text: String { lines.withLock { $0.joined(separator: "\n") } }
        func report(_ event: AccessEvent) { lines.withLock { $0.append("\(event)") } }
    }

    @Test(arguments: ["flags", "environment", "file"])
    func `secrets stand neither in the library's log nor in what it prints`(place: String) {
        for setting in Setting.all {
            let (given, accesses) = ([setting.name: "canary"], Accesses())
            let sources = SettingSources(
                flags: place == "flags" ? given : [:],
                environment: place == "environment" ? given : [:],
                file: place == "file" ? given : [:],
                reporter: accesses
            )
            #expect(sources.text(setting) == "canary")
            #expect(accesses.text.contains(setting.name))
            #expect(accesses.text.contains("canary") != setting.isSecret, "\(accesses.text)")
            guard setting.isSecret else { continue }
            for text in ["\(sources)", String(reflecting: sources)] {
                #expect(!text.contains("canary"), "\(setting.name): \(text)")
            }
        }
    }

    @Test func `the secrets are the token and the keys`() {
        #expect(
            Setting.all.filter(\.isSecret).map(\.name) == [
                "CHECKLY_SYNC_ADMIN_TOKEN", "CHECKLY_SYNC_MASTER_KEY",
                "CHECKLY_SYNC_NEW_MASTER_KEY",
            ]
        )
    }
}
