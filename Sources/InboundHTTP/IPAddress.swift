internal import Glibc

/// An IP address; an IPv4-mapped IPv6 address equals its IPv4 address.
package struct IPAddress: Sendable, Hashable {
    /// 4 or 16 bytes.
    package let bytes: [UInt8]

    /// The maximum length of an address as text.
    private static let lengthLimit = Int(INET6_ADDRSTRLEN)
    private static let mappedPrefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    /// Parses an address without port and brackets; returns nil for anything else.
    package init?(_ text: some Collection<UInt8>) {
        guard !text.isEmpty, text.count < Self.lengthLimit, text.allSatisfy({ $0 > 0x20 }) else {
            return nil
        }
        let terminated = text.map { CChar(bitPattern: $0) } + [0]
        var four = [UInt8](repeating: 0, count: 4)
        var six = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, terminated, &four) == 1 {
            bytes = four
        } else if inet_pton(AF_INET6, terminated, &six) == 1 {
            bytes = six.starts(with: Self.mappedPrefix) ? Array(six.suffix(4)) : six
        } else {
            return nil
        }
    }

    /// Parses an address without port and brackets; returns nil for anything else.
    package init?(_ text: String) {
        self.init(Array(text.utf8))
    }

    /// The address in its usual notation.
    package var text: String {
        var buffer = [CChar](repeating: 0, count: Self.lengthLimit)
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        inet_ntop(family, bytes, &buffer, socklen_t(buffer.count))
        return String(
            decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
            as: UTF8.self
        )
    }

    /// Whether it is in 127.0.0.0/8 or ::1.
    package var isLoopback: Bool {
        bytes.count == 4
            ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }

    /// Whether it is 0.0.0.0 or ::.
    package var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }
}
