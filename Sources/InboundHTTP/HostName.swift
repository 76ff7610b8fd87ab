/// The server that a request names: a Host header without its port.
package struct HostName: Sendable, Hashable {
    /// In lower case, without brackets and a full stop at the end.
    package let bytes: [UInt8]
    package let address: IPAddress?

    /// Reads a name or address with or without a port; nil for anything else.
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

    /// Nothing, or a colon and at most five digits.
    private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
        if text.isEmpty { return true }
        return text.first == UInt8(ascii: ":") && text.count <= 6
            && text.dropFirst().allSatisfy(isDigit)
    }

    /// Letters, digits and what names and addresses have between them.
    private static func mayBeInHost(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || "-._:[]".utf8.contains(byte)
    }
}

/// The names a side answers for; requests for others are refused, since a page on the web can give
/// its own name this server's address and so speak to it from a browser.
package struct HostNames: Sendable, Equatable {
    private static let local = Array("localhost".utf8)

    private let names: Set<[UInt8]>
    private let addresses: Set<IPAddress>
    private let areAll: Bool

    /// Names and addresses without ports; `*` stands for all there are.
    ///
    /// Nil where one is neither.
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

    /// Whether a request may name a host that came in at an address of this machine.
    func contain(_ host: HostName, at own: IPAddress?) -> Bool {
        if areAll { return true }
        guard let address = host.address else {
            return host.bytes == Self.local || names.contains(host.bytes)
        }
        return address.isLoopback || address == own || addresses.contains(address)
    }
}
