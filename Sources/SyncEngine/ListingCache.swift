internal import ChecklyClient
internal import Projection
internal import Reconciliation
internal import Synchronization
internal import SyncModel

/// The variables of an account, as last listed and with our own writes since.
struct Listing: Sendable {
    var variables: [String: ListedVariable]
    var listedAt: Timestamp
    /// The number of requests that the listing took.
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

/// Keeps recent listings of accounts, so that one changed secret costs one request and no listing.
///
/// A listing shows an account as it was when Checkly started to respond, so our writes during the
/// listing are merged in. If the outcome of such a write is unknown, or a response shows that
/// somebody else changed the account, the listing is not kept.
final class ListingCache: Sendable {
    /// What happened to an account since a listing of it started.
    private struct Since {
        /// Our acknowledged writes by key; nil for a deleted key.
        var changes: [String: ListedVariable?] = [:]
        var isOutdated = false
    }

    private struct Account {
        var listing: Listing?
        /// Unfinished listings by number.
        var underWay: [Int: Since] = [:]
        var lastNumber = 0
    }

    private let accounts = Mutex<[String: Account]>([:])

    /// A listing made within a range of time; a later one stems from a clock that was since
    /// corrected.
    func listing(of account: String, in span: ClosedRange<Timestamp>) -> Listing? {
        accounts.withLock { $0[account]?.listing }
            .flatMap { span.contains($0.listedAt) ? $0 : nil }
    }

    /// Makes a listing and keeps it, including our writes in the meantime.
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

    /// Records the effect of an acknowledged write of a key; nil means deleted.
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
