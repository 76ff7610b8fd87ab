internal import Foundation
internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// A certificate with its key, reloaded from files after renewal.
package final class ServerCertificate: Sendable {
    /// Why the files cannot be used.
    package enum Failure: Error, Equatable {
        /// A file cannot be read.
        case unreadable(path: String)
        /// The files are not a certificate and its key in PEM format.
        case unusable(reason: String)
    }

    private struct Content {
        var files: [Data]
        var context: NIOSSLContext
    }

    /// How long to wait for the peer's close notification before closing a connection.
    private static let goodbye = TimeAmount.seconds(1)

    private let certificatePath: String
    private let keyPath: String
    private let content: Mutex<Content>

    /// Loads the files.
    ///
    /// - Throws: `Failure` if they are not a certificate and its key.
    package init(certificate: String, key: String) throws(Failure) {
        certificatePath = certificate
        keyPath = key
        let files = try Self.read([certificate, key])
        content = Mutex(Content(files: files, context: try Self.context(of: files)))
    }

    /// The TLS context for new connections.
    var context: NIOSSLContext { content.withLock(\.context) }

    /// Reloads the files for new connections.
    ///
    /// - Returns: Whether anything changed.
    /// - Throws: `Failure`; the previous certificate then stays in use.
    @discardableResult
    package func reload() throws(Failure) -> Bool {
        let files = try Self.read([certificatePath, keyPath])
        if files == content.withLock(\.files) { return false }
        let context = try Self.context(of: files)
        content.withLock { $0 = Content(files: files, context: context) }
        return true
    }

    private static func read(_ paths: [String]) throws(Failure) -> [Data] {
        var files: [Data] = []
        for path in paths {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw .unreadable(path: path)
            }
            files.append(data)
        }
        return files
    }

    private static func context(of files: [Data]) throws(Failure) -> NIOSSLContext {
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(files[0]))
            guard !chain.isEmpty else {
                throw Failure.unusable(reason: "it contains no certificate")
            }
            let key = try NIOSSLPrivateKey(bytes: Array(files[1]), format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(key)
            )
            configuration.shutdownTimeout = goodbye
            configuration.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw .unusable(reason: "\(error)")
        }
    }
}
