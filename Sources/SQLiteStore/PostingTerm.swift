internal import SyncModel

/// What the postings find events by: a type, a source, or the id of a delivery.
///
/// A term is a hash, so that a posting is small; whoever follows a posting compares the event
/// itself.
enum PostingTerm {
    /// The number of positions, as a power of two, whose delivery ids stand together.
    ///
    /// Ids are effectively random: spread over the whole table, each would dirty a page of its own.
    private static let stretchBits: Int64 = 14
    private static let hashBits: Int64 = 40

    /// The term of a type in its wire form; negative.
    static func type(_ type: String) -> Int64 { named(hash(of: type, seed: 1)) }

    /// The term of a source's name; negative.
    static func source(_ source: String) -> Int64 { named(hash(of: source, seed: 2)) }

    /// The term of a delivery's id in a stretch of positions; not negative.
    static func delivery(_ id: String, in stretch: Int64) -> Int64 {
        let part = hash(of: id, seed: 3) & (1 << UInt64(hashBits) - 1)
        return stretch << hashBits | Int64(part)
    }

    /// The stretch to which a position belongs.
    static func stretch(of position: Int64) -> Int64 { position >> stretchBits }

    /// The terms of an event, each once.
    static func all(
        of event: RecordedEvent?,
        type: String,
        source: String?,
        at position: Int64
    ) -> [Int64] {
        [
            Self.type(type), source.map(Self.source),
            event?.deliveryID.map { delivery($0, in: stretch(of: position)) },
        ]
        .compactMap(\.self)
    }

    private static func named(_ hash: UInt64) -> Int64 {
        Int64(bitPattern: hash | 1 << 63)
    }

    /// FNV-1a, with a seed of its own for each kind of term.
    private static func hash(of text: String, seed: UInt8) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in [seed] + text.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        return hash
    }
}
