internal import Encodings
internal import Foundation
internal import InboundHTTP
internal import Logging
internal import ServiceLifecycle
internal import SyncModel

/// Presents certificates anew when their files are renewed: soon after, and at once at SIGHUP.
///
/// Files that cannot be used change nothing; what was presented before goes on being presented.
struct CertificateRenewal: Service {
    /// How often the files are looked at.
    private static let interval = Duration.seconds(60)

    let certificates: EndpointCertificates
    let hangups: AsyncStream<Void>
    let logger: Logger

    func run() async throws {
        let (turns, turn) = AsyncStream.makeStream(
            of: Bool.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        let ticking = Task {
            while true {
                try await Task.sleep(for: Self.interval)
                turn.yield(false)
            }
        }
        let heeding = Task {
            for await _ in hangups { turn.yield(true) }
        }
        defer {
            ticking.cancel()
            heeding.cancel()
        }
        var failures: [String: String] = [:]
        for await isAskedFor in turns.cancelOnGracefulShutdown() {
            for (files, certificate) in certificates.all {
                let problem = await reload(certificate, files, isAskedFor: isAskedFor)
                if let problem, isAskedFor || failures[files.certificate] != problem {
                    logger.warning("TLS files not taken", metadata: ["reason": "\(problem)"])
                }
                failures[files.certificate] = problem
            }
            if isAskedFor, certificates.all.isEmpty { logger.info("no TLS files to read again") }
        }
    }

    /// Reads a certificate again on a thread that nobody waits for; says why it was not taken, if
    /// it was not.
    private func reload(
        _ certificate: ServerCertificate,
        _ files: TLSFiles,
        isAskedFor: Bool
    ) async -> String? {
        let result = await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility)
                .async {
                    let result = Result { () throws(ServerCertificate.Failure) in
                        try certificate.reload()
                    }
                    continuation.resume(returning: result)
                }
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
