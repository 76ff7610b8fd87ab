package import SyncModel

/// An append on its way to the store: what came with it and waits for its commit.
package final class PendingAppend: Sendable {
    package let request: AppendRequest
    /// The request's events as made for the reserved positions.
    package let prepared: [PreparedEvent]
    let reservation: AppendQueue.Reservation
    let place: ReplyExecutor?
    let answer: EventLog.Answer

    init(
        request: AppendRequest,
        prepared: [PreparedEvent],
        reservation: AppendQueue.Reservation,
        place: ReplyExecutor?,
        answer: @escaping EventLog.Answer
    ) {
        self.request = request
        self.prepared = prepared
        self.reservation = reservation
        self.place = place
        self.answer = answer
    }
}
