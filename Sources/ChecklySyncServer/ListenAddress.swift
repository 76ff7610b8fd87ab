/// A host and a port to listen on; port 0 lets the system choose.
package struct ListenAddress: Sendable, Equatable {
    package var host: String
    package var port: Int

    package init(_ text: String, setting: String) throws(SettingsError) {
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
        else {
            throw .malformed(
                name: setting,
                value: text,
                expected: "an address such as 127.0.0.1:8080"
            )
        }
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
