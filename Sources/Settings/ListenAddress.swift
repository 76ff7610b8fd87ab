/// A host and a port to listen on; port 0 lets the system choose.
package struct ListenAddress: Sendable, Equatable {
    /// The host, without the brackets of an IPv6 address.
    package var host: String
    /// From 0 to 65,535.
    package var port: Int

    /// Parses an address as a setting gives it; without a host it is on this machine only.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
        else { return nil }
        let host = text[..<colon].trimmingPrefix("[")
        self.host =
            host.isEmpty ? "127.0.0.1" : String(host.hasSuffix("]") ? host.dropLast() : host)
        self.port = port
    }
}

extension ListenAddress {
    /// As it is given in a setting.
    package var text: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
