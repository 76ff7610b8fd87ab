internal import AsyncAlgorithms
internal import Encodings
internal import EventLog
internal import InboundHTTP
internal import Logging
internal import ServiceLifecycle
internal import Settings
internal import SyncModel

/// Presents certificates anew when their files are renewed: soon after, and at once at SIGHUP.
///
/// Unusable files change nothing; the previous certificate stays in use.
struct CertificateRenewal: Service {
    /// How often the files are looked at.
    static let interval = Duration.seconds(60)

    /// Why the files are looked at.
    private enum Occasion {
        case interval, hangup
    }

    let certificates: EndpointCertificates
    /// An element for each SIGHUP.
    let hangups: AsyncStream<Void>
    let clock: any Clock<Duration>
    let threads: LogThreads
    let logger: Logger

    func run() async throws {
        let (ticks, tick) = AsyncStream.makeStream(
            of: Occasion.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        await withDiscardingTaskGroup { group in
            group.addTask {
                while (try? await clock.sleep(for: Self.interval)) != nil { tick.yield(.interval) }
            }
            var problems: [String: String] = [:]
            // Two streams: in one, an interval would take the place of a hangup.
            let occasions = merge(ticks, hangups.map { _ in Occasion.hangup })
            for await occasion in occasions.cancelOnGracefulShutdown() {
                problems = await reload(occasion, knowing: problems)
            }
            group.cancelAll()
        }
    }

    /// Reloads all certificates.
    ///
    /// - Parameters:
    ///   - occasion: At a hangup, somebody waits for a line about each.
    ///   - known: The problems that were logged already, by the path of the certificate.
    /// - Returns: The problems that there are now.
    private func reload(
        _ occasion: Occasion,
        knowing known: [String: String]
    ) async -> [String: String] {
        let isAskedFor = occasion == .hangup
        var problems: [String: String] = [:]
        for (files, certificate) in certificates.all {
            let problem = await reload(certificate, files, isAskedFor: isAskedFor)
            if let problem, isAskedFor || known[files.certificate] != problem {
                logger.warning("TLS files not accepted", metadata: ["reason": "\(problem)"])
            }
            problems[files.certificate] = problem
        }
        if isAskedFor, certificates.all.isEmpty { logger.info("no TLS files to reload") }
        return problems
    }

    /// Reloads a certificate on a thread that may block.
    ///
    /// - Returns: Why it was not taken; nil if it was.
    private func reload(
        _ certificate: ServerCertificate,
        _ files: TLSFiles,
        isAskedFor: Bool
    ) async -> String? {
        let result = await withTaskExecutorPreference(threads) {
            Result { () throws(ServerCertificate.Failure) in try certificate.reload() }
        }
        switch result {
        case .success(let hasChanged):
            if hasChanged || isAskedFor {
                logger.info(
                    hasChanged ? "TLS certificate renewed" : "TLS certificate unchanged",
                    metadata: ["file": "\(files.certificate)"]
                )
            }
            return nil
        case .failure(let failure): return SettingsError(failure, files).description
        }
    }
}
