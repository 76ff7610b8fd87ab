internal import Cryptography
internal import SyncModel
internal import WebhookSignatures

/// What hides a source among all: the cost of a refusal, and who stands in for one that does not exist.
///
/// Time then tells a stranger at most what the dearest source costs, and nothing of the one asked for.
struct SourceCrowd {
    /// As many HMACs of each algorithm as the source with the most secrets has.
    let work: VerificationWork
    /// The source that a name is taken for when there is none of it: always the same for the same name.
    let standIn: WebhookSource?

    init(_ sources: [String: WebhookSource], asked name: String, key: [UInt8]) {
        var work = VerificationWork()
        for source in sources.values { work.raise(source.algorithm, to: source.secrets.count) }
        if sources.isEmpty { work.raise(.sha256, to: 1) }
        self.work = work
        let names = sources.keys.sorted()
        let code = HMAC.authenticate(Array("checkly-sync/stand-in/v1 \(name)".utf8), key: key)
        let number = code.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        standIn = names.isEmpty ? nil : sources[names[number % names.count]]
    }
}
