/// Deterministic CBOR (RFC 8949 section 4.2.1): shortest heads, definite lengths, map keys in bytewise order.
///
/// Equal values give equal bytes on every machine, which is what Merkle leaves and state hashes rest on.
package enum CanonicalEncoding {
    /// The canonical bytes of a value.
    package static func encode(_ value: CanonicalValue) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        write(value, to: &bytes)
        return bytes
    }

    private static func write(_ value: CanonicalValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(0xF6)
        case .bool(let bool): bytes.append(bool ? 0xF5 : 0xF4)
        case .integer(let integer):
            if integer >= 0 {
                writeHead(major: 0, UInt64(integer), to: &bytes)
            } else {
                writeHead(major: 1, UInt64(-1 - integer), to: &bytes)
            }
        case .bytes(let content):
            writeHead(major: 2, UInt64(content.count), to: &bytes)
            bytes.append(contentsOf: content)
        case .text(let text): write(text, to: &bytes)
        case .list(let list):
            writeHead(major: 4, UInt64(list.count), to: &bytes)
            for element in list { write(element, to: &bytes) }
        case .map(let map): write(map, to: &bytes)
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        writeHead(major: 3, UInt64(text.utf8.count), to: &bytes)
        bytes.append(contentsOf: text.utf8)
    }

    private static func write(_ map: CanonicalMap, to bytes: inout [UInt8]) {
        writeHead(major: 5, UInt64(map.count), to: &bytes)
        for member in map {
            write(member.name, to: &bytes)
            write(member.value, to: &bytes)
        }
    }

    private static func writeHead(major: UInt8, _ argument: UInt64, to bytes: inout [UInt8]) {
        let type = major << 5
        switch argument {
        case 0..<24: bytes.append(type | UInt8(argument))
        case 24...0xFF: write(type | 24, argument, byteCount: 1, to: &bytes)
        case 0x100...0xFFFF: write(type | 25, argument, byteCount: 2, to: &bytes)
        case 0x1_0000...0xFFFF_FFFF: write(type | 26, argument, byteCount: 4, to: &bytes)
        default: write(type | 27, argument, byteCount: 8, to: &bytes)
        }
    }

    private static func write(
        _ head: UInt8,
        _ argument: UInt64,
        byteCount: Int,
        to bytes: inout [UInt8]
    ) {
        bytes.append(head)
        for shift in stride(from: (byteCount - 1) * 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: argument >> UInt64(shift)))
        }
    }
}
