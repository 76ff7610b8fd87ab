import ArgumentParser
import ChecklySyncServer
import Settings
import Testing

@testable import checkly_sync

/// The flags that are made from the table of settings.
@Suite struct SettingFlagTests {
    /// `doctor` has a flag of its own for the CA of the server's certificate.
    private static func settings(of command: any ParsableCommand.Type) -> [Setting] {
        Setting.all.filter { command == Serve.self || $0.name != Setting.caFile.name }
    }

    @Test func `every setting has a flag in serve and doctor, which help explains`() {
        for command in [Serve.self, Doctor.self] as [any ParsableCommand.Type] {
            let help = ChecklySync.helpMessage(for: command, columns: 80)
                .split(whereSeparator: \.isWhitespace).joined(separator: " ")
            for setting in Self.settings(of: command) {
                let value = setting.flag == .nothing ? "" : " <\(setting.flagName)>"
                #expect(help.contains("--\(setting.flagName)\(value) \(setting.help)"))
            }
        }
    }

    @Test func `every flag is taken once, with a value unless it stands for itself`() throws {
        for setting in Self.settings(of: Serve.self) {
            let flag = "--\(setting.flagName)"
            let takesValue = setting.flag != .nothing
            #expect(throws: Never.self) { try Serve.parse(takesValue ? [flag, "x"] : [flag]) }
            #expect(throws: (any Error).self) {
                try Serve.parse(takesValue ? [flag] : [flag, "x"])
            }
        }
        #expect(throws: (any Error).self) { try Serve.parse(["--log-levle", "info"]) }
    }

    @Test func `what follows a flag is the setting's value, and the last one counts`() throws {
        let settings =
            try Serve.parse(
                ["--data", "/one", "--data", "/two", "--allow-group-access", "--listing-age", "7s"]
            )
            .settings.load(caFile: "/ca.pem")
        #expect(settings.dataDirectory == "/two")
        #expect(settings.allowsGroupAccess)
        #expect(settings.listingAge == .seconds(7))
        #expect(settings.caFile == "/ca.pem")
        #expect(try Serve.parse([]).settings.load().allowsGroupAccess == false)
    }
}
