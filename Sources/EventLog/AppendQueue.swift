internal import DequeModule
internal import SyncModel

/// The appends on their way to the log, in the order in which they will be written.
///
/// An append first reserves a place, with the positions its events will most likely get, so that
/// the events can be prepared for those positions off the writer's thread; then it fills the place.
/// The writer takes filled places up to the first unfilled one.
struct AppendQueue: Sendable {
    struct Reservation: Sendable {
        fileprivate let ticket: Int
        let first: Position
        let time: Timestamp
    }

    /// What the writer takes in one go.
    struct Batch {
        var waiting: [PendingAppend]
        /// How many positions were reserved for it, abandoned places included.
        fileprivate var reservedCount: Int64
        var isEmpty: Bool { waiting.isEmpty && reservedCount == 0 }

        static let empty = Batch(waiting: [], reservedCount: 0)
    }

    private enum Place: Sendable {
        case reserved(count: Int)
        case filled(PendingAppend)
        case givenUp(count: Int)
    }

    /// How far the clock may be set back before timestamps follow it back.
    private static let correction = Duration.seconds(60)

    /// The newest position on disk.
    private(set) var head: Position
    /// Whether a commit that reported an error may be on disk nevertheless.
    var mayBeBehind = false
    private(set) var isClosed = false
    private var isWriting = false
    private var whenIdle: [CheckedContinuation<Void, Never>] = []
    private var places: Deque<Place> = []
    /// The ticket of the first of `places`.
    private var firstTicket = 0
    private var nextPosition: Position
    /// The newest timestamp handed out.
    private var newestTime: Timestamp?

    init(head: Position, newestTime: Timestamp?) {
        self.head = head
        self.newestTime = newestTime
        nextPosition = head.next
    }

    /// Reserves the next place, with a timestamp: now, or the previous place's if that is at most a
    /// minute later.
    ///
    /// Timestamps therefore never decrease across small corrections of the system clock. A clock
    /// that was far ahead must not be followed: every timestamp would be wrong until the real time
    /// caught up.
    mutating func reserve(count: Int, now: Timestamp) -> Reservation {
        defer { nextPosition = Position(nextPosition.number + Int64(count)) }
        var time = now
        if let newestTime, newestTime > now, now.advanced(by: Self.correction) >= newestTime {
            time = newestTime
        }
        newestTime = time
        places.append(.reserved(count: count))
        return Reservation(
            ticket: firstTicket + places.count - 1,
            first: nextPosition,
            time: time
        )
    }

    /// Fills a place; returns true if the caller must start the writer.
    mutating func fill(_ waiting: PendingAppend) -> Bool {
        places[waiting.reservation.ticket - firstTicket] = .filled(waiting)
        return mustStartWriting()
    }

    /// Abandons a place; returns true if the caller must start the writer.
    mutating func giveUp(_ reservation: Reservation) -> Bool {
        let index = reservation.ticket - firstTicket
        if case .reserved(let count) = places[index] { places[index] = .givenUp(count: count) }
        return mustStartWriting()
    }

    private mutating func mustStartWriting() -> Bool {
        if isWriting { return false }
        if case .reserved = places.first { return false }
        isWriting = !places.isEmpty
        return isWriting
    }

    /// Takes what is ready, in order.
    ///
    /// If nothing is ready, the writer ends, and whoever fills a place next starts it again.
    mutating func takeBatch(limit: Int) -> Batch {
        var batch = Batch(waiting: [], reservedCount: 0)
        var taken = 0
        loop: for place in places.prefix(limit) {
            switch place {
            case .reserved: break loop
            case .filled(let waiting):
                batch.waiting.append(waiting)
                batch.reservedCount += Int64(waiting.request.events.count)
            case .givenUp(let count): batch.reservedCount += Int64(count)
            }
            taken += 1
        }
        places.removeFirst(taken)
        firstTicket += taken
        if taken == 0 { isWriting = false }
        return batch
    }

    /// Whether nothing is queued or being written.
    var isIdle: Bool { places.isEmpty && !isWriting }

    /// Accepts no more appends.
    ///
    /// Returns true if nothing is under way; otherwise `takeIdle` returns `done` later.
    mutating func close(whenIdle done: CheckedContinuation<Void, Never>) -> Bool {
        isClosed = true
        if isIdle { return true }
        whenIdle.append(done)
        return false
    }

    /// The callers waiting for the queue to drain, if it has.
    mutating func takeIdle() -> [CheckedContinuation<Void, Never>] {
        guard isIdle else { return [] }
        defer { whenIdle = [] }
        return whenIdle
    }

    /// Records how far a batch advanced the log.
    ///
    /// If its events got other positions than were reserved, later reservations are corrected; the
    /// writer prepares events again that were already made for other positions.
    mutating func finish(_ batch: Batch, head newHead: Position) {
        let shift = newHead.number - head.number - batch.reservedCount
        nextPosition = Position(nextPosition.number + shift)
        head = newHead
    }
}
