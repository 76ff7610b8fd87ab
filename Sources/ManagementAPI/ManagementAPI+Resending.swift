internal import APIRoutes
internal import APIServing
internal import Commands
internal import Encodings
internal import EventLog
internal import LiveLog
internal import LogModels
internal import SyncModel

extension ManagementAPI {
    private static let purpose = "deliveries resend --reveal"

    /// The body of a recorded delivery, for sending to another instance.
    ///
    /// Its values are placeholders, or revealed, which is recorded before they leave.
    func rebuiltBody(
        of delivery: RecordedDelivery,
        isRevealed: Bool,
        _ call: Call
    ) async throws -> CanonicalValue {
        if isRevealed {
            let positions = delivery.events.map(\.position)
            let values = ValuesRevealed(purpose: Self.purpose, positions: positions)
            _ = try await perform(.disclosure(.reveal(values)), call)
        }
        let body = try RebuiltBody(of: delivery, now: now()) { entry, place, folder in
            isRevealed
                ? try opened(entry, at: place, in: folder) : "placeholder-\(entry.key)"
        }
        guard let body else {
            throw APIError.badRequest("Nothing of what this delivery held was recorded")
        }
        return .object([
            "body": .object([
                "id": .text(body.id), "text": .text(body.text), "preset": .text(body.preset),
                "signAtMilliseconds": .integer(body.signAt.milliseconds),
                "revealed": .bool(isRevealed),
            ])
        ])
    }

    private func opened(
        _ entry: SecretEntry,
        at place: SealedValueReference,
        in folder: FolderID
    ) throws -> String {
        guard let value = try vault.open(place, as: .secret(entry.key, in: folder)) else {
            throw APIError.badRequest("The value of \(entry.key) was destroyed")
        }
        return value.reveal()
    }
}
