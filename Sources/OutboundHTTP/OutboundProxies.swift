internal import Encodings

/// The proxies that the environment configures.
package struct OutboundProxies: Sendable, Equatable {
    /// An HTTP proxy.
    package struct Server: Sendable, Hashable {
        /// A name or an address without brackets.
        package var host: String
        /// The TCP port; 80 if the address has none.
        package var port: Int
        /// User and password as in the address, separated by a colon.
        package var credentials: String?
    }

    /// An invalid proxy address.
    package struct Malformed: Error, Equatable {
        /// The name of the variable.
        ///
        /// Its value is not shown because it may contain a password.
        package let name: String

        /// Names the variable whose value is invalid.
        package init(name: String) {
            self.name = name
        }

        /// Describes a valid value.
        package static let expected =
            "the address of an HTTP proxy such as http://proxy.example:3128"
    }

    private static let usualPort = 3128

    /// The proxies for `https` and for `http` addresses.
    private var secure: Server?
    private var plain: Server?
    /// The destinations that are reached directly.
    private var exceptions: [Exception] = []

    /// Sends everything directly.
    package static let none = OutboundProxies()

    private init() {}

    /// Reads `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`; lower-case names take
    /// precedence.
    ///
    /// - Parameter environment: The environment of the process.
    /// - Throws: `Malformed` if an address is not that of an HTTP proxy.
    package init(environment: [String: String]) throws(Malformed) {
        func value(_ name: String) -> (name: String, text: String)? {
            for name in [name.lowercased(), name] {
                if let text = environment[name], !text.isEmpty { return (name, text) }
            }
            return nil
        }
        func server(_ name: String) throws(Malformed) -> Server? {
            guard let found = value(name) ?? value("ALL_PROXY") else { return nil }
            guard let server = Self.server(found.text) else { throw Malformed(name: found.name) }
            return server
        }
        secure = try server("HTTPS_PROXY")
        plain = try server("HTTP_PROXY")
        exceptions = (value("NO_PROXY")?.text ?? "").split { $0 == "," || $0 == " " }
            .map { Exception(String($0)) }
    }

    /// All configured proxies.
    var servers: Set<Server> { Set([secure, plain].compactMap(\.self)) }

    /// The proxy for an address; nil if none is configured, an exception applies, or it is this
    /// machine.
    package func server(for url: String) -> Server? {
        guard secure != nil || plain != nil, let target = Target(url) else { return nil }
        if target.isLoopback || exceptions.contains(where: { $0.matches(target) }) { return nil }
        return target.isSecure ? secure : plain
    }

    private static func server(_ text: String) -> Server? {
        let whole = text.contains("://") ? text : "http://" + text
        let pattern =
            #/http://(?:([^@/]*)@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?/?/#
        guard let match = whole.wholeMatch(of: pattern)?.output else { return nil }
        let port = match.3.map { Int($0) ?? 0 } ?? usualPort
        guard (1...65_535).contains(port) else { return nil }
        return Server(
            host: String(match.2.drop { $0 == "[" }.prefix { $0 != "]" }),
            port: port,
            credentials: match.1.map { percentDecoded($0) ?? String($0) }
        )
    }
}

extension OutboundProxies {
    /// The destination of a request.
    fileprivate struct Target {
        let isSecure: Bool
        /// In lower case and without brackets.
        let host: String
        let port: Int

        init?(_ url: String) {
            let pattern =
                #/(https?)://(?:[^@/]*@)?(\[[^\]]*\]|[^:/?#]*)(?::([0-9]{1,5}))?(?:[/?#].*)?/#
            guard let match = url.wholeMatch(of: pattern)?.output else { return nil }
            isSecure = match.1 == "https"
            host = match.2.lowercased().filter { $0 != "[" && $0 != "]" }
            port = match.3.flatMap { Int($0) } ?? (isSecure ? 443 : 80)
        }

        var isLoopback: Bool {
            host == "localhost" || host == "::1"
                || (OutboundProxies.address(host).map { $0 >> 24 == 127 } ?? false)
        }
    }

    /// An element of `NO_PROXY`: a host and its subdomains, an address, a range of addresses, or
    /// `*`.
    fileprivate struct Exception: Sendable, Equatable {
        private let host: String
        private let port: Int?
        private let range: Range?

        private struct Range: Sendable, Equatable {
            let start: UInt32
            let length: UInt32
        }

        init(_ text: String) {
            let parts = text.lowercased().split(separator: "/", maxSplits: 1)
            if parts.count == 2, let start = OutboundProxies.address(String(parts[0])),
                let length = UInt32(parts[1]), length <= 32
            {
                (host, port, range) = ("", nil, Range(start: start, length: length))
                return
            }
            let name = text.lowercased()
            range = nil
            if let colon = name.lastIndex(of: ":"), name.count(where: { $0 == ":" }) == 1 {
                port = Int(name[name.index(after: colon)...])
                host = Self.bare(name[..<colon])
            } else {
                port = nil
                host = Self.bare(name[...])
            }
        }

        private static func bare(_ name: Substring) -> String {
            var name = name
            if name.hasPrefix("*.") { name = name.dropFirst(2) }
            return String(name.drop { $0 == "." || $0 == "[" }.prefix { $0 != "]" })
        }

        func matches(_ target: Target) -> Bool {
            if let range {
                guard let address = OutboundProxies.address(target.host) else { return false }
                return range.length == 0
                    || (address ^ range.start) >> (32 - range.length) == 0
            }
            if let port, port != target.port { return false }
            return host == "*" || target.host == host || target.host.hasSuffix("." + host)
        }
    }

    /// An IPv4 address as a number; nil for anything else.
    fileprivate static func address(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard let byte = UInt8(part) else { return nil }
            address = address << 8 | UInt32(byte)
        }
        return address
    }
}
