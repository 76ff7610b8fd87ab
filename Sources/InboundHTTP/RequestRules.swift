internal import NIOCore
package import NIOHTTP1

/// What every request has to keep to before anything else looks at it.
///
/// Text from outside is looked at byte by byte: comparing strings that are not ASCII takes their
/// normal form, which a sender can make as dear as it likes.
package struct RequestRules: Sendable {
    /// Headers that something here, or a library before it, compares with words of ASCII.
    private static let comparedHeaders = [
        "accept", "accept-encoding", "authorization", "connection", "content-encoding",
        "content-length", "content-type", "expect", "host", "if-none-match", "last-event-id",
        "origin", "range", "sec-fetch-site", "te", "transfer-encoding", "upgrade",
    ]
    private static let hostByteLimit = 262

    package let limits: ConnectionLimits
    /// The names this side answers for; nil for whatever it is called.
    package let hosts: HostNames?

    package init(_ limits: ConnectionLimits, hosts: HostNames? = nil) {
        self.limits = limits
        self.hosts = hosts
    }

    /// Looks at the head of a request.
    ///
    /// - Parameters:
    ///   - head: As it came.
    ///   - address: The server's own, of this connection.
    /// - Returns: What is wrong with it; nil for nothing.
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

    /// What is wrong with the head of a delivery, whose own headers are looked at elsewhere.
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
            // HTTP/1.0 knows no Host (RFC 9112 section 3.2), and no browser speaks it.
            return head.version == .http1_0 ? nil : .hostMissing
        }
        guard found.count <= Self.hostByteLimit, let host = HostName(found) else {
            return .hostMalformed
        }
        guard let hosts else { return nil }
        guard hosts.contain(host, at: address) else { return .hostUnknown }
        // The address stands before the header where it names a server itself (RFC 9112 section
        // 3.2.2).
        guard let named = Self.authority(of: head) else { return nil }
        guard let other = HostName(named) else { return .hostMalformed }
        return hosts.contain(other, at: address) ? nil : .hostUnknown
    }

    /// The server that an address names, as one meant for a proxy does.
    private static func authority(of head: HTTPRequestHead) -> [UInt8]? {
        let target = Array(head.uri.utf8)
        if head.method == .CONNECT { return target }
        guard let colon = target.firstRange(of: Array("://".utf8)),
            target[..<colon.lowerBound].allSatisfy(isLetter)
        else { return nil }
        let rest = target[colon.upperBound...]
        return Array(rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") })
    }

    /// Of names and values together.
    private static func byteCount(of headers: HTTPHeaders) -> Int {
        headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    }
}
