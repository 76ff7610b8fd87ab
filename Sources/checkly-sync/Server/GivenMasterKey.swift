import ChecklySyncServer
import Foundation
internal import Settings
import SyncModel

/// Finds a master key that is kept outside of the data directory: given itself, printed by a
/// command, or handed over by systemd.
enum GivenMasterKey {
    /// The names of systemd credentials; see systemd.exec(5), `LoadCredential=`.
    private static let credential = "master-key"
    private static let newCredential = "new-master-key"

    /// The key of the settings of a server.
    ///
    /// - Throws: `CommandError` if a command fails or a credential cannot be read.
    static func find(in settings: ServerSettings) throws(CommandError) -> SecretValue? {
        if let key = settings.masterKey { return key }
        return try kept(settings.masterKeyCommand)
    }

    /// The key that the environment gives to commands on a stopped server.
    ///
    /// - Throws: Like `find(in:)`; `SettingsError.masterKeyTwice`.
    static func inEnvironment() throws -> SecretValue? {
        let command = Setting.masterKeyCommand.setting.variable
        guard let key = Setting.masterKey.setting.variable else { return try kept(command) }
        if command != nil { throw SettingsError.masterKeyTwice }
        return SecretValue(key)
    }

    /// The key that the settings of a server want to rotate to.
    ///
    /// - Throws: `CommandError` if a credential cannot be read.
    static func findNew(in settings: ServerSettings) throws(CommandError) -> SecretValue? {
        if let key = settings.newMasterKey { return key }
        return try handedOver(newCredential)
    }

    /// The key that the environment gives to a rotation on a stopped server.
    ///
    /// - Throws: Like `findNew(in:)`.
    static func newInEnvironment() throws(CommandError) -> SecretValue? {
        if let key = Setting.newMasterKey.setting.variable { return SecretValue(key) }
        return try handedOver(newCredential)
    }

    /// What the command prints, or what systemd hands over.
    private static func kept(_ command: String?) throws(CommandError) -> SecretValue? {
        if let command { return try output(of: command) }
        return try handedOver(credential)
    }

    /// A credential that systemd hands over.
    private static func handedOver(_ name: String) throws(CommandError) -> SecretValue? {
        guard let directory = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"],
            FileManager.default.fileExists(atPath: "\(directory)/\(name)")
        else { return nil }
        return SecretValue(try LocalFile.line("\(directory)/\(name)"))
    }

    /// What a command of the shell prints, without the white space at its end.
    ///
    /// What it says on standard error is seen, and it has no input to wait for.
    private static func output(of command: String) throws(CommandError) -> SecretValue {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        do {
            try process.run()
        } catch {
            throw CommandError.masterKeyCommand(reason: "/bin/sh cannot be run")
        }
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationReason == .exit else {
            throw CommandError.masterKeyCommand(reason: "was ended by a signal")
        }
        guard process.terminationStatus == 0 else {
            throw CommandError.masterKeyCommand(
                reason: "ended with exit code \(process.terminationStatus)"
            )
        }
        let key = LocalFile.withoutEnd(String(decoding: printed, as: UTF8.self))
        if key.isEmpty { throw CommandError.masterKeyCommand(reason: "printed nothing") }
        return SecretValue(key)
    }
}
