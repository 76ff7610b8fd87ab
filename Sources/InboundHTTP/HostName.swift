/// The host that a request names: a Host header without its port.
package struct HostName: Sendable, Hashable {
    /// In lower case, without brackets and without a final full stop.
    package let bytes: [UInt8]
    /// The IP address, if the host is one.
    package let address: IPAddress?

    /// Parses a name or address with an optional port; returns nil for anything else.
    package init?(_ text: [UInt8]) {
        guard text.allSatisfy(Self.mayBeInHost) else { return nil }
        var name = text[...]
        if name.first == UInt8(ascii: "[") {
            guard let end = name.firstIndex(of: UInt8(ascii: "]")),
                let address = IPAddress(Array(name[1..<end]))
            else { return nil }
            guard Self.isPort(name[(end + 1)...]) else { return nil }
            self.address = address
            bytes = Array(name[1..<end]).map(lowercasedASCII)
            return
        }
        if let colon = name.firstIndex(of: UInt8(ascii: ":")) {
            guard Self.isPort(name[colon...]) else { return nil }
            name = name[..<colon]
        }
        if name.last == UInt8(ascii: ".") { name = name.dropLast() }
        guard !name.isEmpty, !name.contains(UInt8(ascii: "[")), !name.contains(UInt8(ascii: "]"))
        else { return nil }
        bytes = name.map(lowercasedASCII)
        address = IPAddress(bytes)
    }

    /// Whether the text is empty, or a colon with at most five digits.
    private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
        if text.isEmpty { return true }
        return text.first == UInt8(ascii: ":") && text.count <= 6
            && text.dropFirst().allSatisfy(isDigit)
    }

    /// Whether a byte may occur in a name or address.
    private static func mayBeInHost(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || "-._:[]".utf8.contains(byte)
    }
}

/// The names that an endpoint answers to.
///
/// Requests for other names are refused, because a web page can point its own name at this server's
/// address and then talk to it from a browser.
package struct HostNames: Sendable, Equatable {
    private static let local = Array("localhost".utf8)

    private let names: Set<[UInt8]>
    private let addresses: Set<IPAddress>
    private let areAll: Bool

    /// Makes a set of names and addresses without ports; `*` allows all.
    ///
    /// Returns nil if a text is none of these.
    package init?(_ texts: [String]) {
        var names: Set<[UInt8]> = []
        var addresses: Set<IPAddress> = []
        for text in texts where text != "*" {
            if let address = IPAddress(text) {
                addresses.insert(address)
            } else if let host = HostName(Array(text.utf8)), !text.contains(":") {
                names.insert(host.bytes)
            } else {
                return nil
            }
        }
        self.names = names
        self.addresses = addresses
        areAll = texts.contains("*")
    }

    /// Whether a name means this machine: `localhost` and every name below it (RFC 6761 section
    /// 6.3), which no name server answers for.
    private static func isLocal(_ host: HostName) -> Bool {
        host.bytes == local || host.bytes.suffix(local.count + 1) == [UInt8(ascii: ".")] + local
    }

    /// Whether a request may name this host if it arrived at this local address.
    func contain(_ host: HostName, at own: IPAddress?) -> Bool {
        if areAll { return true }
        guard let address = host.address else {
            return Self.isLocal(host) || names.contains(host.bytes)
        }
        return address.isLoopback || address == own || addresses.contains(address)
    }
}
