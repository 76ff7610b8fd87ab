internal import LiveLog
internal import OutboundHTTP
internal import SyncModel
internal import WebhookSignatures

/// Why a message was not accepted.
package struct NotificationFailure: Sendable, Equatable {
    /// In words, without the address.
    package var message: String
    /// The status of the answer; nil if there was none.
    package var status: Int?
}

/// Posts messages to targets.
struct NotificationSender: Sendable {
    /// How long a receiver may take.
    static let deadline = Duration.seconds(10)

    let vault: Vault
    let transport: any OutboundTransport

    /// Sends a message once.
    ///
    /// - Returns: Why it was not accepted; nil if it was.
    func send(
        _ body: [UInt8],
        id: String,
        to target: NotificationTarget,
        at time: Timestamp
    ) async -> NotificationFailure? {
        let request: OutboundRequest
        do {
            request = try self.request(body, id: id, to: target, at: time)
        } catch {
            return NotificationFailure(message: "its address cannot be opened: \(error)")
        }
        do throws(TransportError) {
            let status = try await transport.send(request).status
            if (200..<300).contains(status) { return nil }
            return NotificationFailure(
                message: "the receiver answered \(status)",
                status: status
            )
        } catch {
            return NotificationFailure(message: error.description)
        }
    }

    private func request(
        _ body: [UInt8],
        id: String,
        to target: NotificationTarget,
        at time: Timestamp
    ) throws -> OutboundRequest {
        guard let url = try vault.open(target.url, as: .notificationURL(targetID: target.id))
        else { throw MissingValue.destroyed }
        var headers = [("content-type", "application/json"), ("user-agent", "checkly-sync")]
        if let reference = target.secret {
            let name = ValueName.notificationSecret(targetID: target.id)
            guard let secret = try vault.open(reference, as: name) else {
                throw MissingValue.destroyed
            }
            headers += try SignatureSigner(scheme: SignaturePreset.standardWebhooks.scheme)
                .headers(forBody: body, secret: secret, at: time, id: id)
        }
        return OutboundRequest(
            method: "POST",
            url: url.reveal(),
            headers: headers,
            body: body,
            deadline: Self.deadline,
            responseLimit: nil
        )
    }

    private enum MissingValue: Error, CustomStringConvertible {
        case destroyed

        var description: String { "its key was destroyed" }
    }
}
