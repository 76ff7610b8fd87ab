/// The proxies that are trusted to name the client of a request.
package struct TrustedProxies: Sendable, Equatable {
    /// A range of addresses, such as `10.0.0.0/8`.
    private struct Network: Sendable, Equatable {
        let address: IPAddress
        let bitCount: Int

        init?(_ text: String) {
            let parts = text.utf8.split(
                separator: UInt8(ascii: "/"),
                omittingEmptySubsequences: false
            )
            guard parts.count <= 2, let address = IPAddress(Array(parts[0])) else { return nil }
            self.address = address
            let all = address.bytes.count * 8
            guard parts.count == 2 else {
                bitCount = all
                return
            }
            let digits = String(decoding: parts[1], as: UTF8.self)
            guard !digits.isEmpty, digits.utf8.count <= 3, digits.utf8.allSatisfy(isDigit),
                let count = Int(digits), count <= all
            else { return nil }
            bitCount = count
        }

        func contains(_ other: IPAddress) -> Bool {
            guard other.bytes.count == address.bytes.count else { return false }
            for index in 0..<(bitCount / 8) where other.bytes[index] != address.bytes[index] {
                return false
            }
            let rest = bitCount % 8
            if rest == 0 { return true }
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> rest)
            return other.bytes[bitCount / 8] & mask == address.bytes[bitCount / 8] & mask
        }
    }

    /// The maximum number of consecutive proxies to trace back.
    private static let hopLimit = 32
    /// The maximum length in bytes of an address in a header, with port and quotes.
    private static let entryLimit = 64

    /// Trusts no proxy.
    package static let none = TrustedProxies(networks: [])

    private let networks: [Network]

    private init(networks: [Network]) {
        self.networks = networks
    }

    /// Makes a list of addresses and ranges; returns nil if a text is neither.
    package init?(_ texts: [String]) {
        var networks: [Network] = []
        for text in texts {
            guard let network = Network(text) else { return nil }
            networks.append(network)
        }
        self.networks = networks
    }

    /// The client of a request: the nearest address that is not a trusted proxy.
    ///
    /// Headers count only if the peer is a trusted proxy, and only as far back as each hop is one;
    /// anything beyond may be forged. `X-Forwarded-For` takes precedence over `Forwarded` (RFC
    /// 7239).
    ///
    /// - Parameters:
    ///   - peer: The remote address of the connection.
    ///   - headers: All headers in the order received.
    /// - Returns: The client's address; the peer's if nothing else is known.
    package func client(
        of peer: String?,
        _ headers: some Sequence<(name: String, value: String)>
    ) -> String? {
        guard !networks.isEmpty, let peer, let address = IPAddress(peer), isTrusted(address) else {
            return peer
        }
        var lists: [String] = [], elements: [String] = []
        for header in headers {
            if isSameWord("x-forwarded-for", header.name) { lists.append(header.value) }
            if isSameWord("forwarded", header.name) { elements.append(header.value) }
        }
        let isList = !lists.isEmpty
        var nearest = address
        var hops = 0
        for value in (isList ? lists : elements).reversed() {
            for part in value.utf8.split(separator: UInt8(ascii: ",")).reversed() {
                hops += 1
                guard hops <= Self.hopLimit, part.count <= Self.entryLimit * 4,
                    let found = isList ? Self.address(Array(part)) : Self.forwarded(Array(part))
                else { return nearest.text }
                nearest = found
                if !isTrusted(found) { return found.text }
            }
        }
        return nearest.text
    }

    private func isTrusted(_ address: IPAddress) -> Bool {
        networks.contains { $0.contains(address) }
    }

    /// The `for` parameter of a `Forwarded` element.
    private static func forwarded(_ element: [UInt8]) -> IPAddress? {
        for pair in element.split(separator: UInt8(ascii: ";")) {
            let pair = trimmed(pair)
            guard let equals = pair.firstIndex(of: UInt8(ascii: "=")),
                isSameWord("for", String(decoding: pair[..<equals], as: UTF8.self))
            else { continue }
            var value = pair[(equals + 1)...]
            if value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\""), value.count > 1
            {
                value = value.dropFirst().dropLast()
            }
            return address(Array(value))
        }
        return nil
    }

    /// An address, optionally with brackets or a port.
    private static func address(_ text: [UInt8]) -> IPAddress? {
        let text = trimmed(text[...])
        guard !text.isEmpty, text.count <= entryLimit else { return nil }
        if let whole = IPAddress(Array(text)) { return whole }
        if text.first == UInt8(ascii: "[") {
            guard let end = text.firstIndex(of: UInt8(ascii: "]")),
                isPort(text[(end + 1)...])
            else { return nil }
            return IPAddress(Array(text[(text.startIndex + 1)..<end]))
        }
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), isPort(text[colon...]) else {
            return nil
        }
        return IPAddress(Array(text[..<colon]))
    }

    private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
        text.isEmpty || text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy(isDigit)
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = text.drop { $0 == 0x20 || $0 == 0x09 }
        return start.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { start[...$0] } ?? start
    }
}
