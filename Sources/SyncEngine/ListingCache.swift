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
/// A listing shows an account as it was when Checkly began to answer. What we write while it is
/// being made is therefore merged in. Where the outcome of such a write is not known, or an answer
/// shows that somebody else has changed the account, the listing is not kept.
final class ListingCache: Sendable {
    /// What has happened to an account since a listing of it began.
    private struct Since {
        /// What our acknowledged writes made of keys; nil for a key that is gone.
        var changes: [String: ListedVariable?] = [:]
        var isOutdated = false
    }

    private struct Account {
        var listing: Listing?
        /// Listings that are being made, by number.
        var underWay: [Int: Since] = [:]
        var lastNumber = 0
    }

    private let accounts = Mutex<[String: Account]>([:])

    /// A listing made in a span of time; one from the future is of a clock that has been put right since.
    func listing(of account: String, in span: ClosedRange<Timestamp>) -> Listing? {
        accounts.withLock { $0[account]?.listing }
            .flatMap { span.contains($0.listedAt) ? $0 : nil }
    }

    /// Makes a listing and keeps it; what we write meanwhile is in it.
    func renew<Failure: Error>(
        _ account: String,
        by list: () async throws(Failure) -> Listing
    ) async throws(Failure) -> Listing {
        let number = begin(account)
        do throws(Failure) {
            return end(number, of: account, with: try await list())
        } catch {
            abandon(number, of: account)
            throw error
        }
    }

    func forget(_ account: String) {
        accounts.withLock { accounts in
            accounts[account]?.listing = nil
            for number in Array((accounts[account]?.underWay ?? [:]).keys) {
                accounts[account]?.underWay[number]?.isOutdated = true
            }
        }
    }

    /// Takes note of what an acknowledged write made of a key; nil where the key is gone.
    func note(_ flags: ListedVariable?, of key: String, in account: String) {
        accounts.withLock { accounts in
            accounts[account]?.listing?.variables[key] = flags
            for number in Array((accounts[account]?.underWay ?? [:]).keys) {
                accounts[account]?.underWay[number]?.changes.updateValue(flags, forKey: key)
            }
        }
    }

    private func begin(_ account: String) -> Int {
        accounts.withLock { accounts in
            let number = (accounts[account]?.lastNumber ?? 0) + 1
            accounts[account, default: Account()].lastNumber = number
            accounts[account]?.underWay[number] = Since()
            return number
        }
    }

    private func end(_ number: Int, of account: String, with listing: Listing) -> Listing {
        accounts.withLock { accounts in
            let since = accounts[account]?.underWay.removeValue(forKey: number) ?? Since()
            var listing = listing
            for (key, flags) in since.changes { listing.variables[key] = flags }
            if !since.isOutdated { accounts[account]?.listing = listing }
            return listing
        }
    }

    private func abandon(_ number: Int, of account: String) {
        accounts.withLock { $0[account]?.underWay[number] = nil }
    }
}
