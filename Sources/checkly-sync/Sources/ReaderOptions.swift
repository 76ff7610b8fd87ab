import APIContract
internal import Encodings
import ArgumentParser
import ReadModels
import SyncModel

/// How to fetch a source's folders from the KMS behind it.
struct ReaderOptions: ParsableArguments {
    @Option(
        help: .creating(Fields.kmsAccess, "api"),
        completion: .words(of: Fields.kmsAccess, "api")
    )
    var readerAPI: String?
    @Option(
        name: .customLong("reader-url"),
        help: .creating(Fields.kmsAccess, "baseUrl")
    )
    var readerURL: String?
    @Option(
        name: .customLong("reader-client-id"),
        help: .creating(Fields.kmsAccess, "clientId")
    )
    var readerClientID: String?
    @Option(help: "A file that contains the machine identity's client secret.", completion: .file())
    var readerClientSecretFile: String?
    @Option(help: "The name of the environment variable with that client secret.")
    var readerClientSecretEnv: String?
    @Flag(
        inversion: .prefixedNo,
        help: .creating(Fields.kmsAccess, KMSAccess.holdMember)
    )
    var readerHoldEmptied: Bool?
    @Flag(
        inversion: .prefixedNo,
        help: .creating(Fields.kmsAccess, KMSAccess.insecureMember)
    )
    var readerAllowInsecureHTTP: Bool?

    func validate() throws {
        let given = [readerAPI, readerURL, readerClientID]
        let hasSecret = readerClientSecretFile != nil || readerClientSecretEnv != nil
        let isAny = hasSecret || given.contains { $0 != nil }
        if isAny, given.contains(nil) {
            throw ValidationError(
                "A reader needs --reader-api, --reader-url and --reader-client-id."
            )
        }
        if readerClientSecretFile != nil, readerClientSecretEnv != nil {
            throw ValidationError(
                "Give --reader-client-secret-file or --reader-client-secret-env, not both."
            )
        }
    }

    /// The reader as the API takes it; nil if none was requested.
    ///
    /// - Throws: `CommandError.noSecret` if there is no client secret.
    func read() throws(CommandError) -> CanonicalValue? {
        var settings = CanonicalMap()
        settings["holdEmptiedFolders"] = readerHoldEmptied.map(CanonicalValue.bool)
        settings["allowInsecureHttp"] = readerAllowInsecureHTTP.map(CanonicalValue.bool)
        guard let readerAPI, let readerURL, let readerClientID else {
            return settings == [:] ? nil : .map(settings)
        }
        return
            .object([
                "api": .text(readerAPI), "baseUrl": .text(readerURL),
                "clientId": .text(readerClientID), "clientSecret": .text(try readSecret()),
            ])
            .adding(settings)
    }

    private func readSecret() throws(CommandError) -> String {
        try SecretInput(
            what: "reader's client secret",
            flags: "--reader-client-secret-env or --reader-client-secret-file"
        )
        .read(variable: readerClientSecretEnv, file: readerClientSecretFile)
    }
}
