internal import NIOCore
package import NIOHTTP1

/// The rules that every request must follow before anything else examines it.
///
/// Text from outside is compared byte by byte: comparing non-ASCII strings normalizes them, which
/// hostile input can make slow.
package struct RequestRules: Sendable {
    /// Headers that we, or a library before us, compare with ASCII words.
    private static let comparedHeaders = [
        "accept", "accept-encoding", "authorization", "connection", "content-encoding",
        "content-length", "content-type", "expect", "host", "if-none-match", "last-event-id",
        "origin", "range", "sec-fetch-site", "te", "transfer-encoding", "upgrade",
    ]
    private static let hostByteLimit = 262

    /// The limits for one client.
    package let limits: ConnectionLimits
    /// The names that the endpoint answers to; nil for any.
    package let hosts: HostNames?

    /// Makes the rules of an endpoint that answers to `hosts`, or to any name if that is nil.
    package init(_ limits: ConnectionLimits, hosts: HostNames? = nil) {
        self.limits = limits
        self.hosts = hosts
    }

    /// Checks the head of a request.
    ///
    /// - Parameters:
    ///   - head: The head as received.
    ///   - address: The local address of the connection.
    /// - Returns: What is wrong; nil if nothing is.
    package func objection(
        to head: HTTPRequestHead,
        at address: IPAddress?
    ) -> RequestObjection? {
        if Self.byteCount(of: head.headers) > limits.headerBytes { return .headersTooLarge }
        if let objection = targetObjection(head.uri) { return objection }
        for (name, value) in head.headers where !value.utf8.allSatisfy(isASCII) {
            if Self.comparedHeaders.contains(where: { isSameWord($0, name) }) {
                return .headerNotASCII
            }
        }
        return hostObjection(to: head, at: address)
    }

    /// Checks the head of a delivery; its other headers are checked elsewhere.
    package func objectionToDelivery(_ head: HTTPRequestHead) -> RequestObjection? {
        targetObjection(head.uri) ?? hostObjection(to: head, at: nil)
    }

    private func targetObjection(_ target: String) -> RequestObjection? {
        if target.utf8.count > limits.targetBytes { return .targetTooLong }
        return target.utf8.allSatisfy(isASCII) ? nil : .targetNotASCII
    }

    private func hostObjection(
        to head: HTTPRequestHead,
        at address: IPAddress?
    ) -> RequestObjection? {
        var found: [UInt8]?
        for (name, value) in head.headers where isSameWord("host", name) {
            if found != nil { return .hostRepeated }
            found = Array(value.utf8)
        }
        guard let found else {
            // HTTP/1.0 has no Host header (RFC 9112 section 3.2), and no browser uses HTTP/1.0.
            return head.version == .http1_0 ? nil : .hostMissing
        }
        guard found.count <= Self.hostByteLimit, let host = HostName(found) else {
            return .hostMalformed
        }
        guard let hosts else { return nil }
        guard hosts.contain(host, at: address) else { return .hostUnknown }
        // An absolute target overrides the Host header (RFC 9112 section 3.2.2).
        guard let named = Self.authority(of: head) else { return nil }
        guard let other = HostName(named) else { return .hostMalformed }
        return hosts.contain(other, at: address) ? nil : .hostUnknown
    }

    /// The host in an absolute target, such as one meant for a proxy.
    private static func authority(of head: HTTPRequestHead) -> [UInt8]? {
        let target = Array(head.uri.utf8)
        if head.method == .CONNECT { return target }
        guard let colon = target.firstRange(of: Array("://".utf8)),
            target[..<colon.lowerBound].allSatisfy(isLetter)
        else { return nil }
        let rest = target[colon.upperBound...]
        return Array(rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") })
    }

    /// The total size of names and values in bytes.
    private static func byteCount(of headers: HTTPHeaders) -> Int {
        headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    }
}
