import Dispatch
import EventLog
import Foundation
import Settings
import TestSupport
import Testing

@testable import ChecklySyncServer

/// Certificates are reloaded soon after their files change, and at once at SIGHUP.
@Suite(.timeLimit(.minutes(10))) struct CertificateRenewalTests {
    private let folder = temporaryPath("renewal")
    private let clock = VirtualClock(standsStill: true)
    private let lines = LogLines()

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private var certificate: String { folder + "/certificate.pem" }
    private var key: String { folder + "/key.pem" }

    private func makeFiles() async throws { _ = try await makeCertificate(in: folder) }

    private func renewal(
        hangups: AsyncStream<Void>,
        hasFiles: Bool = true,
        threads: LogThreads = LogThreads(count: 1, label: "renewal-tests")
    ) throws -> CertificateRenewal {
        let files = [
            "CHECKLY_SYNC_TLS_CERTIFICATE": certificate, "CHECKLY_SYNC_TLS_KEY": key,
        ]
        let settings = try ServerSettings.load(
            flags: hasFiles ? files : [:],
            environment: [:],
            configFile: nil
        )
        return CertificateRenewal(
            certificates: try EndpointCertificates(settings),
            hangups: hangups,
            clock: clock,
            threads: threads,
            logger: lines.logger()
        )
    }

    /// Lets the files be looked at, and waits for the line about them.
    private func look(expecting message: String) async throws {
        let count = lines.all.count
        try await clock.untilAsleep()
        clock.advance(by: CertificateRenewal.interval)
        try await eventually("a line says: \(message)") { lines.all.count > count }
        #expect(lines.all.last?.contains(message) == true, "\(lines.all)")
    }

    @Test func `renewed files are taken within an interval, and bad ones are told once`()
        async throws
    {
        try await makeFiles()
        let (hangups, hangUp) = AsyncStream.makeStream(of: Void.self)
        try await RunningService.run(try renewal(hangups: hangups)) { _ in
            try await makeFiles()
            try await look(expecting: "info TLS certificate renewed file=\(certificate)")
            try FileManager.default.removeItem(atPath: key)
            try await look(expecting: "warning TLS files not accepted")
            // The same problem is told again only to somebody who asks.
            try await clock.untilAsleep()
            clock.advance(by: CertificateRenewal.interval)
            try await clock.untilAsleep()
            hangUp.yield()
            try await eventually("a third line is written") { lines.all.count >= 3 }
            try await makeFiles()
            try await look(expecting: "info TLS certificate renewed")
            hangUp.yield()
            try await eventually("a fifth line is written") { lines.all.count >= 5 }
        }
        let messages = [
            "info TLS certificate renewed", "warning TLS files not accepted",
            "warning TLS files not accepted", "info TLS certificate renewed",
            "info TLS certificate unchanged",
        ]
        #expect(lines.all.count == messages.count)
        for (line, message) in zip(lines.all, messages) {
            #expect(line.hasPrefix(message))
        }
        #expect(clock.sleeperCount == 0)
    }

    /// Blocks a thread, as a slow disk does.
    private static func wait(for pass: DispatchSemaphore) { pass.wait() }

    @Test func `an interval takes no SIGHUP's place while the files are looked at`() async throws {
        try await makeFiles()
        let (hangups, hangUp) = AsyncStream.makeStream(of: Void.self)
        let threads = LogThreads(count: 1, label: "renewal-tests")
        let pass = DispatchSemaphore(value: 0)
        let (begun, began) = AsyncStream.makeStream(of: Void.self)
        let blocked = Task(executorPreference: threads) {
            began.yield()
            Self.wait(for: pass)
        }
        defer { pass.signal() }
        for await _ in begun { break }
        try await RunningService.run(try renewal(hangups: hangups, threads: threads)) { _ in
            // The first look waits for the thread; meanwhile both come.
            try await clock.untilAsleep()
            clock.advance(by: CertificateRenewal.interval)
            try await clock.untilAsleep()
            await letOthersRun()
            hangUp.yield()
            await letOthersRun()
            clock.advance(by: CertificateRenewal.interval)
            try await clock.untilAsleep()
            await letOthersRun()
            pass.signal()
            try await eventually("the SIGHUP is answered") { !lines.all.isEmpty }
        }
        await blocked.value
        #expect(lines.all == ["info TLS certificate unchanged file=\(certificate)"])
    }

    @Test func `without files a SIGHUP is answered, and an interval says nothing`() async throws {
        let (hangups, hangUp) = AsyncStream.makeStream(of: Void.self)
        try await RunningService.run(try renewal(hangups: hangups, hasFiles: false)) { _ in
            try await clock.untilAsleep()
            clock.advance(by: CertificateRenewal.interval)
            try await clock.untilAsleep()
            hangUp.yield()
            try await eventually("a line is written") { !lines.all.isEmpty }
        }
        #expect(lines.all == ["info no TLS files to reload"])
    }
}
