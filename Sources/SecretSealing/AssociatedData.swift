internal import SyncModel

/// The associated data of an AEAD seal: a label, the log, and the place and name if there are any.
struct AssociatedData {
    private(set) var bytes: [UInt8] = []

    init(
        _ label: String,
        _ logID: [UInt8],
        place: SealedValueReference? = nil,
        name: ValueName? = nil
    ) {
        bytes.reserveCapacity(label.utf8.count + logID.count + 16 + (name?.text.utf8.count ?? 0))
        bytes += label.utf8
        bytes += logID
        if let place {
            append(place.position.number)
            append(Int64(place.slot))
        }
        if let name { bytes += name.text.utf8 }
    }

    /// Appends eight bytes, big-endian.
    private mutating func append(_ number: Int64) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
