internal import Encodings
internal import NIOHTTP1

/// The path for deliveries: `POST /webhooks/{source}`.
enum DeliveryPath {
    private static let directory = Array("/webhooks/".utf8)
    private static let scheme = Array("://".utf8)

    /// The requested source, if the request is a delivery; nil for other requests.
    static func source(of head: HTTPRequestHead) -> RequestedSource? {
        guard head.method == .POST else { return nil }
        let target = head.uri.utf8
        if target.starts(with: directory) {
            let name = target.dropFirst(directory.count)
            if !name.isEmpty, name.count <= RequestedSource.nameLimit,
                name.allSatisfy(RequestedSource.mayBeInName)
            {
                return RequestedSource(plain: name)
            }
        }
        let parts = path(of: Array(target)).split(separator: UInt8(ascii: "/"))
        guard parts.count == 2, parts[0].elementsEqual(directory.dropFirst().dropLast()) else {
            return nil
        }
        return RequestedSource(encoded: parts[1])
    }

    /// The path of a request target, which may be an absolute URL; escapes are kept.
    private static func path(of target: [UInt8]) -> ArraySlice<UInt8> {
        var rest = target[...]
        if rest.first != UInt8(ascii: "/"), let mark = rest.firstRange(of: scheme) {
            let behind = rest[mark.upperBound...]
            rest = behind.drop { $0 != UInt8(ascii: "/") }
        }
        return rest.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    }
}

/// The source that a request names, whether it exists or not.
struct RequestedSource: Sendable, Equatable {
    /// The maximum length of a source's name in bytes.
    static let nameLimit = 64

    /// The name, if it is a possible one: lower-case ASCII letters, digits and hyphens.
    let name: String?
    /// The requested name, truncated, for display.
    let shown: String

    init(plain name: some Sequence<UInt8>) {
        shown = String(decoding: Array(name), as: UTF8.self)
        self.name = shown
    }

    /// Decodes the escapes; text that cannot be decoded stays as it is, since no name contains a
    /// percent sign.
    init(encoded part: some Collection<UInt8>) {
        // Each byte of a name may be escaped with three.
        let start = Array(part.prefix(Self.nameLimit * 3))
        let bytes = percentDecoded(start) ?? start
        let isWhole = part.count == start.count && bytes.count <= Self.nameLimit
        let isName = isWhole && !bytes.isEmpty && bytes.allSatisfy(Self.mayBeInName)
        shown = String(decoding: bytes.prefix(Self.nameLimit), as: UTF8.self)
        name = isName ? shown : nil
    }

    static func mayBeInName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
