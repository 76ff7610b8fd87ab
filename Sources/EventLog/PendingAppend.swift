internal import SyncModel

/// An append on its way to the store, from the call until its commit.
package final class PendingAppend: Sendable {
    /// The request as the caller made it.
    package let request: AppendRequest
    /// Its events as prepared for the reserved positions.
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
