internal import InboundHTTP
internal import Settings
internal import SyncModel

/// What the two endpoints present over TLS; nil where they speak plain HTTP.
struct EndpointCertificates: Sendable {
    let webhooks: ServerCertificate?
    let admin: ServerCertificate?
    /// Each certificate once, with where it is.
    let all: [(files: TLSFiles, certificate: ServerCertificate)]

    init(_ settings: ServerSettings) throws(SettingsError) {
        var all: [(files: TLSFiles, certificate: ServerCertificate)] = []
        for files in [settings.webhookTLS, settings.adminTLS].compactMap(\.self)
        where !all.contains(where: { $0.files == files }) {
            do throws(ServerCertificate.Failure) {
                let certificate = try ServerCertificate(
                    certificate: files.certificate,
                    key: files.key
                )
                all.append((files, certificate))
            } catch {
                throw SettingsError(error, files)
            }
        }
        webhooks = all.first { $0.files == settings.webhookTLS }?.certificate
        admin = all.first { $0.files == settings.adminTLS }?.certificate
        self.all = all
    }
}

extension SettingsError {
    init(_ failure: ServerCertificate.Failure, _ files: TLSFiles) {
        switch failure {
        case .unreadable(let path):
            self = .tlsFile(path: path, reason: "it cannot be read")
        case .unusable(let reason):
            self = .tlsFile(path: "\(files.certificate) with \(files.key)", reason: reason)
        }
    }
}
