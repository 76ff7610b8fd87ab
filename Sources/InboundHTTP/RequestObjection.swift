/// Why a request of any kind is refused.
package enum RequestObjection: Error, Sendable, Hashable, CaseIterable {
    /// Not a request that RFC 9112 allows.
    case malformed
    /// The request target contains bytes that are not ASCII.
    case targetNotASCII
    /// The request target exceeds `ConnectionLimits.targetBytes`.
    case targetTooLong
    /// A header that is compared with ASCII words contains other bytes.
    case headerNotASCII
    /// The headers exceed `ConnectionLimits.headerBytes`.
    case headersTooLarge
    /// An HTTP/1.1 request has no Host header.
    case hostMissing
    /// The request has more than one Host header.
    case hostRepeated
    /// The Host header is not a name or address with an optional port.
    case hostMalformed
    /// The request is for a foreign host name, as after DNS rebinding by a web page.
    case hostUnknown
    /// The body was not complete within `ConnectionLimits.bodyDeadline`.
    case bodyTooSlow

    /// The HTTP status of the response.
    package var status: Int {
        switch self {
        case .malformed, .targetNotASCII, .headerNotASCII, .hostMissing, .hostRepeated,
            .hostMalformed:
            400
        case .bodyTooSlow: 408
        case .targetTooLong: 414
        case .hostUnknown: 421
        case .headersTooLarge: 431
        }
    }

    /// A fixed word per case, for clients and metrics.
    package var code: String {
        switch self {
        case .malformed: "request-malformed"
        case .targetNotASCII: "address-not-ascii"
        case .targetTooLong: "address-too-long"
        case .headerNotASCII: "header-not-ascii"
        case .headersTooLarge: "headers-too-large"
        case .hostMissing: "host-missing"
        case .hostRepeated: "host-repeated"
        case .hostMalformed: "host-malformed"
        case .hostUnknown: "host-unknown"
        case .bodyTooSlow: "body-too-slow"
        }
    }

    /// What to do; contains nothing of the request and needs no escaping in JSON.
    package func message(_ limits: ConnectionLimits) -> String {
        switch self {
        case .malformed: "Send a request that complies with RFC 9112."
        case .targetNotASCII: "Percent-encode all characters of the address that are not ASCII."
        case .targetTooLong: "Request an address of at most \(limits.targetBytes) bytes."
        case .headerNotASCII: "Send standard HTTP headers in ASCII."
        case .headersTooLarge: "Send at most \(limits.headerBytes) bytes of headers."
        case .hostMissing: "Send a Host header with the name of the server."
        case .hostRepeated: "Send one Host header."
        case .hostMalformed: "Send the server's name as Host, with a port if necessary."
        case .hostUnknown:
            "This server does not answer to the requested Host; use the address it listens on, "
                + "or add the name to CHECKLY_SYNC_ADMIN_HOSTS."
        case .bodyTooSlow: "Send the body faster."
        }
    }
}
