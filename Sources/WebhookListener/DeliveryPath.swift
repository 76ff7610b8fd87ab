internal import Foundation
internal import HummingbirdCore
internal import NIOHTTP1

/// Where deliveries are sent to: `POST /webhooks/{source}`.
enum DeliveryPath {
    private static let directory = "/webhooks/"

    /// The source's name in a request for a delivery, which need not be that of a source; nil for every other request.
    ///
    /// What cannot be decoded is taken as it is: no source has a percent sign in its name.
    static func source(of head: HTTPRequestHead) -> String? {
        guard head.method == .POST else { return nil }
        if head.uri.hasPrefix(directory) {
            let name = head.uri.utf8.dropFirst(directory.utf8.count)
            if !name.isEmpty, name.allSatisfy(isPlain) { return String(Substring(name)) }
        }
        let parts = URI(head.uri).path.split(separator: "/")
        guard parts.count == 2, parts[0] == "webhooks" else { return nil }
        return parts[1].removingPercentEncoding ?? String(parts[1])
    }

    /// Whether a byte stands for itself in any address.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
