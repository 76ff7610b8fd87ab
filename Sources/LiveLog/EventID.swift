internal import Cryptography
internal import Encodings
internal import SyncModel

/// A UUID version 7 (RFC 9562 section 5.7): milliseconds, then random bits.
func makeEventID(at time: Timestamp) throws -> String {
    let random = try SecureRandom.bytes(count: 10)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16)
    for shift in stride(from: Int64(40), through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: time.milliseconds >> shift))
    }
    bytes += random
    bytes[6] = bytes[6] & 0x0F | 0x70
    bytes[8] = bytes[8] & 0x3F | 0x80
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for (index, digit) in Hex.encode(bytes).utf8.enumerated() {
        switch index {
        case 8, 12, 16, 20: text.append(UInt8(ascii: "-"))
        default: break
        }
        text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
}
