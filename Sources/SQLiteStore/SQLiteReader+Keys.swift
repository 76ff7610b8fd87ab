internal import Encodings
package import EventLog
internal import Foundation
internal import GRDB
package import SyncModel

extension SQLiteReader {
    /// Takes the identity key from `fingerprint_keys` once the master key has been replaced.
    package func identity() throws(EventLogError) -> LogIdentity {
        try read { try Self.identity(in: $0) }
    }

    static func identity(in database: Database) throws -> LogIdentity {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT id, identity_key,
                    (SELECT wrapped FROM fingerprint_keys WHERE name = ?) AS rotated FROM log
                """,
            arguments: [Schema.identityName]
        )
        guard let row else { throw EventLogError.notThisLog("it has no identity") }
        return LogIdentity(
            id: [UInt8](row["id"] as Data),
            wrappedKey: [UInt8](row["rotated"] as Data? ?? row["identity_key"] as Data),
            isRotated: row["rotated"] as Data? != nil
        )
    }

    /// A destroyed key has no row in `data_keys`, so the join finds nothing.
    package func sealedValue(
        at place: SealedValueReference
    ) throws(EventLogError) -> SealedValue? {
        try read { database in
            guard
                let row = try Row.fetchOne(
                    database,
                    sql: """
                        SELECT ciphertexts, wrapped FROM events JOIN data_keys USING (position)
                        WHERE position = ? AND slot = ?
                        """,
                    arguments: [place.position.number, place.slot]
                )
            else { return nil }
            let ciphertexts = try CanonicalDecoding.decode([UInt8](row["ciphertexts"] as Data))
            guard case .list(let list) = ciphertexts, list.indices.contains(place.slot),
                case .bytes(let ciphertext) = list[place.slot]
            else { throw EventLogError.damaged(place.position, reason: "a value is missing") }
            return SealedValue(
                ciphertext: ciphertext,
                wrappedKey: [UInt8](row["wrapped"] as Data)
            )
        }
    }

    /// One lookup by primary key per place.
    package func placesWithoutKey(
        among places: [SealedValueReference]
    ) throws(EventLogError) -> Set<SealedValueReference> {
        try read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT 1 FROM data_keys WHERE position = ? AND slot = ?"
            )
            return Set(
                try places.filter { place in
                    let arguments: StatementArguments = [place.position.number, place.slot]
                    return try Int.fetchOne(statement, arguments: arguments) == nil
                }
            )
        }
    }

    /// One lookup by primary key.
    package func fingerprintKey(for name: ValueName) throws(EventLogError) -> [UInt8]? {
        try read { database in
            try Data.fetchOne(
                database,
                sql: "SELECT wrapped FROM fingerprint_keys WHERE name = ?",
                arguments: [name.text]
            )
            .map { [UInt8]($0) }
        }
    }

    /// One lookup by primary key.
    package func snapshot(
        through position: Position?
    ) throws(EventLogError) -> (position: Position, state: [UInt8])? {
        try read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT position, state FROM snapshots WHERE position <= ?
                    ORDER BY position DESC LIMIT 1
                    """,
                arguments: [position?.number ?? Int64.max]
            )
            .map { (Position($0["position"]), [UInt8]($0["state"] as Data)) }
        }
    }
}

extension SQLiteReader {
    /// Counts rows, those of each event once; the rewrapped identity key is not counted.
    package func keyCounts() throws(EventLogError) -> (dataKeys: Int, fingerprintKeys: Int) {
        while true {
            let known = dataKeyCount.known
            let (new, fingerprintKeys) = try read { database in
                (
                    try known.updated(in: database),
                    try Int.fetchOne(
                        database,
                        sql: "SELECT count(*) FROM fingerprint_keys WHERE name <> ?",
                        arguments: [Schema.identityName]
                    ) ?? 0
                )
            }
            if dataKeyCount.keep(new) { return (new.count, fingerprintKeys) }
        }
    }
}
