import EventLog
import Foundation
import LiveLog
import SecretSealing
import SyncModel
import TestSupport
import Testing

@testable import LogIntegrity

/// A backup with keys has the master key that opens it, whatever is being done to that key.
@Suite(.timeLimit(.minutes(10))) struct BackupKeyTests {
    private struct Cut: Error {}

    private let directory = temporaryPath("keyed")
    private var copy: String { directory + "-copy" }

    private func key(in directory: String) throws -> String {
        try String(contentsOfFile: directory + "/master.key", encoding: .utf8)
    }

    /// A log with an event, whose key the directory made.
    private func makeLog() async throws {
        let data = try DataDirectory(directory)
        let openLog = try OpenLog.open(
            directory: data,
            masterKey: try data.masterKey(given: nil),
            now: { .now }
        )
        _ = try await openLog.log.append(
            AppendRequest(events: [PendingEvent(.delivery(.ignored(type: "t", reason: "r")))])
        )
        await openLog.log.close()
    }

    /// Rotates, up to a step.
    private func rotate(cutAfter last: MasterKeyRotation.Step) async throws {
        await #expect(throws: Cut.self) {
            _ = try await MasterKeyRotation.run(
                dataDirectory: directory,
                given: nil,
                newKey: nil,
                now: { .now },
                onStep: { if $0 == last { throw Cut() } }
            )
        }
    }

    @Test(arguments: MasterKeyRotation.Step.allCases)
    func `the key opens the copy after any step of a rotation`(
        step: MasterKeyRotation.Step
    ) async throws {
        try await makeLog()
        try await rotate(cutAfter: step)
        _ = try await Backup.make(of: directory, in: copy, includingKeys: true)
        let key = try DataDirectory(copy).masterKey(given: nil)
        let report = try await LogAudit.run(
            dataDirectory: copy,
            masterKeys: { [key] },
            checkpoints: []
        )
        #expect(report.problems.isEmpty, "\(report.problems)")
        #expect(!FileManager.default.fileExists(atPath: copy + "/master.key.new"))
    }

    @Test func `a key that does not open the log makes no backup`() async throws {
        try await makeLog()
        let other = Data(repeating: 1, count: 32).base64EncodedString() + "\n"
        try Data(other.utf8).write(to: URL(fileURLWithPath: directory + "/master.key"))
        await #expect(throws: SealingError.wrongMasterKey) {
            _ = try await Backup.make(of: directory, in: copy, includingKeys: true)
        }
        #expect(!FileManager.default.fileExists(atPath: copy + "/events.sqlite"))
        _ = try await Backup.make(of: directory, in: copy, includingKeys: false)
    }

    @Test func `a key that is there already stays, and has to be the right one`() async throws {
        try await makeLog()
        let target = try DataDirectory(copy)
        try target.write(Array(try key(in: directory).utf8), to: "master.key")
        _ = try await Backup.make(of: directory, in: copy, includingKeys: true)
        let second = directory + "-second"
        let other = Data(repeating: 1, count: 32).base64EncodedString() + "\n"
        try DataDirectory(second).write(Array(other.utf8), to: "master.key")
        await #expect(throws: SealingError.wrongMasterKey) {
            _ = try await Backup.make(of: directory, in: second, includingKeys: true)
        }
        #expect(try key(in: second) == other)
    }
}
