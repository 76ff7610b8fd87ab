package import SyncModel

/// The values that a shredding would destroy, and the secrets that they belong to.
package struct ShreddableValues: Sendable {
    /// The values of one secret.
    package struct Share: Sendable {
        /// The secret.
        package let secret: ValueHistory.Secret
        /// Where the log holds its values.
        package let places: [SealedValueReference]

        /// Makes a share; `places` are in log order.
        package init(secret: ValueHistory.Secret, places: [SealedValueReference]) {
            self.secret = secret
            self.places = places
        }
    }

    /// The request that destroys them.
    package let cause: ValuesShredded.Cause
    /// Sorted by project, environment, path and key.
    package let shares: [Share]
    /// Sorted by position in the log.
    package let places: [SealedValueReference]
    /// The names of the secrets that have no value left and lose their fingerprint keys.
    package let names: [ValueName]

    /// Sorts the shares and collects their places.
    package init(cause: ValuesShredded.Cause, shares: [Share], names: [ValueName]) {
        self.cause = cause
        self.shares = shares.sorted { Self.order(of: $0.secret) < Self.order(of: $1.secret) }
        places = shares.flatMap(\.places)
            .sorted { ($0.position, $0.slot) < ($1.position, $1.slot) }
        self.names = names.sorted { $0.text < $1.text }
    }

    /// The same without values that turn out to be needed; their secrets keep their fingerprint
    /// keys.
    package func without(_ needed: Set<SealedValueReference>) -> ShreddableValues {
        let rest = shares.map { share in
            Share(secret: share.secret, places: share.places.filter { !needed.contains($0) })
        }
        let kept = Set(
            zip(shares, rest).filter { $0.places.count != $1.places.count }.map(\.0.secret.name)
        )
        return ShreddableValues(
            cause: cause,
            shares: rest.filter { !$0.places.isEmpty },
            names: names.filter { !kept.contains($0) }
        )
    }

    private static func order(
        of secret: ValueHistory.Secret
    ) -> (String, String, String, String, String) {
        let path = secret.folder.path
        return (
            path.projectID, path.environment, path.secretPath, secret.key, secret.folder.source
        )
    }
}
