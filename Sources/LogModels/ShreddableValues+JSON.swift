package import Encodings
package import Projection
internal import SyncModel

extension ShreddableValues {
    /// The maximum number of secrets that an answer names; it counts the rest.
    private static let nameLimit = 1000

    /// How many values would be destroyed, and whose; never a value.
    package var json: CanonicalValue {
        .object([
            "values": .integer(Int64(places.count)),
            "fingerprintKeys": .integer(Int64(names.count)),
            "secretCount": .integer(Int64(shares.count)),
            "secrets": .list(
                shares.prefix(Self.nameLimit)
                    .map { share in
                        share.secret.folder.path.canonical.adding([
                            "source": .text(share.secret.folder.source),
                            "key": .text(share.secret.key),
                            "values": .integer(Int64(share.places.count)),
                        ])
                    }
            ),
        ])
    }
}
