internal import ChecklyClient
internal import Projection
internal import Reconciliation
internal import Synchronization
internal import SyncModel

/// What an account holds, as last listed and as our own writes have changed it since.
struct Listing: Sendable {
    var variables: [String: ListedVariable]
    var listedAt: Timestamp
    /// How many requests listing it took.
    var pageCount: Int

    init(_ listed: [ChecklyVariable], at time: Timestamp) {
        variables = Dictionary(
            listed.map { ($0.key, ListedVariable(locked: $0.locked, secret: $0.secret)) },
            uniquingKeysWith: { _, last in last }
        )
        listedAt = time
        pageCount = ChecklyClient.pageCount(of: listed.count)
    }
}

/// Keeps the accounts' listings for a while, so that one changed secret costs one request and not a listing too.
///
/// A listing is forgotten as soon as an answer shows that somebody else has changed the account.
final class ListingCache: Sendable {
    private let listings = Mutex<[String: Listing]>([:])

    /// A listing made in a span of time; one from the future is of a clock that has been put right since.
    func listing(of account: String, in span: ClosedRange<Timestamp>) -> Listing? {
        listings.withLock { $0[account] }.flatMap { span.contains($0.listedAt) ? $0 : nil }
    }

    func keep(_ listing: Listing, of account: String) {
        listings.withLock { $0[account] = listing }
    }

    func forget(_ account: String) {
        listings.withLock { $0[account] = nil }
    }

    func note(_ flags: ListedVariable?, of key: String, in account: String) {
        listings.withLock { $0[account]?.variables[key] = flags }
    }
}
