internal import Encodings
package import EventLog
package import SyncModel

/// A term as it stands in the postings: a hash, so that a posting is small.
///
/// Whoever follows a posting compares the event itself.
package enum PostingTerm {
    /// The number of positions, as a power of two, whose postings stand together.
    ///
    /// Ids, folders and keys come in no order: spread over the whole table, each posting would
    /// change a page of its own.
    private static let stretchBits: Int64 = 13
    private static let hashBits: Int64 = 40

    /// The term in a stretch of positions; nil for the terms that have an index of their own.
    package static func number(of term: EventTerm, in stretch: Int64) -> Int64? {
        if case .sync = term { return nil }
        return stretch << hashBits | Int64(hash(of: term) & (1 << UInt64(hashBits) - 1))
    }

    /// The numbers of an event's terms, each once.
    package static func numbers(of event: RecordedEvent) -> Set<Int64> {
        let stretch = stretch(of: event.position.number)
        return Set(event.terms.compactMap { number(of: $0, in: stretch) })
    }

    /// What a term is compared by.
    static func hash(of term: EventTerm) -> UInt64 {
        switch term {
        case .type(let type): hash(of: type, seed: 1)
        case .source(let source): hash(of: source, seed: 2)
        case .delivery(let id): hash(of: id, seed: 3)
        case .settings(let sync): hash(of: sync, seed: 4)
        case .folder(let path): hash(of: path.normal, seed: 5)
        case .imports(let path): hash(of: path.normal, seed: 6)
        case .key(let key): hash(of: NameKey(key).normal, seed: 7)
        case .sync(let id): hash(of: id, seed: 8)
        }
    }

    /// The stretch to which a position belongs.
    package static func stretch(of position: Int64) -> Int64 { position >> stretchBits }

    /// The positions of a stretch.
    static func positions(of stretch: Int64) -> (after: Int64, through: Int64) {
        (stretch << stretchBits - 1, (stretch + 1) << stretchBits - 1)
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
