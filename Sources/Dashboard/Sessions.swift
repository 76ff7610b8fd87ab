internal import APIRoutes
internal import Cryptography
internal import Encodings
internal import Pages
internal import Synchronization
internal import SyncModel

/// The sessions, in memory: a restart signs everybody out.
///
/// The server keeps the digest of a session's secret only, so nothing that it holds signs in.
final class Sessions: Sendable {
    private struct Record {
        let caller: Caller
        let startedAt: Timestamp
        var usedAt: Timestamp
        /// What the next page at a path says.
        var notice: (path: String, notice: Notice)?
    }

    /// How long a session lasts without a request.
    static let idleTime = Duration.seconds(60 * 60)
    /// How long a session lasts at most.
    static let wholeTime = Duration.seconds(12 * 60 * 60)
    /// The maximum number of sessions; one more ends the one that was idle the longest.
    static let limit = 1000
    /// The number of random bytes in a session's secret.
    static let secretByteCount = 32

    private let records = Mutex<[[UInt8]: Record]>([:])
    private let makeSecret: Dashboard.MakeSecret
    private let isValid: @Sendable (Caller) -> Bool

    /// - Parameters:
    ///   - makeSecret: Makes a secret that nobody can guess.
    ///   - isValid: Whether a caller's token is still valid.
    init(
        makeSecret: @escaping Dashboard.MakeSecret,
        isValid: @escaping @Sendable (Caller) -> Bool
    ) {
        self.makeSecret = makeSecret
        self.isValid = isValid
    }

    /// Begins a session.
    ///
    /// - Returns: The secret of its cookie.
    /// - Throws: If there is no randomness.
    func begin(_ caller: Caller, at now: Timestamp) throws -> String {
        let secret = try makeSecret()
        records.withLock { records in
            records = records.filter { Self.lasts($0.value, at: now) }
            if records.count >= Self.limit,
                let idlest = records.min(by: { $0.value.usedAt < $1.value.usedAt })
            {
                records[idlest.key] = nil
            }
            records[Self.digest(secret)] = Record(caller: caller, startedAt: now, usedAt: now)
        }
        return secret
    }

    /// The session of a cookie; nil if it has ended.
    ///
    /// - Parameters:
    ///   - secret: The secret of the cookie.
    ///   - now: The time.
    ///   - isUse: Whether somebody uses it, so that it lasts longer; a page that looks for changes
    ///     by itself does not.
    /// - Returns: Who is signed in with it.
    func session(_ secret: String, at now: Timestamp, isUse: Bool = true) -> Session? {
        let digest = Self.digest(secret)
        let record = records.withLock { records -> Record? in
            guard let record = records[digest], Self.lasts(record, at: now) else {
                records[digest] = nil
                return nil
            }
            if isUse { records[digest]?.usedAt = max(record.usedAt, now) }
            return record
        }
        guard let record else { return nil }
        guard isValid(record.caller) else {
            end(secret)
            return nil
        }
        return Session(
            caller: record.caller,
            csrf: Self.csrf(secret),
            endsAt: record.startedAt.advanced(by: Self.wholeTime)
        )
    }

    /// Whether the session of a cookie goes on; asking does not make it last longer.
    func goesOn(_ secret: String, at now: Timestamp) -> Bool {
        let record = records.withLock { $0[Self.digest(secret)] }
        guard let record else { return false }
        return Self.lasts(record, at: now) && isValid(record.caller)
    }

    /// How many sessions there are of a caller's token.
    func count(of caller: Caller, at now: Timestamp) -> Int {
        records.withLock { records in
            records.values.count { $0.caller == caller && Self.lasts($0, at: now) }
        }
    }

    /// Ends every session of a caller's token.
    func endAll(of caller: Caller) {
        records.withLock { records in records = records.filter { $0.value.caller != caller } }
    }

    /// Leaves what the next page at a path says.
    func leave(_ notice: Notice, at path: String, for secret: String) {
        records.withLock { $0[Self.digest(secret)]?.notice = (path, notice) }
    }

    /// What a page at a path is to say; it is said once.
    func takeNotice(at path: String, of secret: String) -> Notice? {
        records.withLock { records in
            let digest = Self.digest(secret)
            guard let left = records[digest]?.notice, left.path == path else { return nil }
            records[digest]?.notice = nil
            return left.notice
        }
    }

    /// Ends the session of a cookie.
    func end(_ secret: String) {
        records.withLock { $0[Self.digest(secret)] = nil }
    }

    private static func lasts(_ record: Record, at now: Timestamp) -> Bool {
        now < record.usedAt.advanced(by: idleTime) && now < record.startedAt.advanced(by: wholeTime)
    }

    private static func digest(_ secret: String) -> [UInt8] { SHA256.digest(Array(secret.utf8)) }

    /// Made from the secret, which only the browser keeps.
    private static func csrf(_ secret: String) -> String {
        Hex.encode(
            HMAC.authenticate(Array("csrf".utf8), key: Array(secret.utf8))
        )
    }
}
