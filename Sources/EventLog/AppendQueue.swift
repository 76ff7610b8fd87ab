internal import SyncModel

/// The appends on their way to the log, in the order in which they will be written.
///
/// A place is reserved first, with the position its events will most likely get, so that they can be made for it beside the
/// writer; then it is filled. The writer takes what is filled up to the first place that is not.
struct AppendQueue: Sendable {
    struct Reservation: Sendable {
        fileprivate let ticket: Int
        let first: Position
        let time: Timestamp
    }

    /// What the writer takes at once.
    struct Batch {
        var waiting: [PendingAppend]
        /// How many positions were reserved for it, given up places included.
        fileprivate var reservedCount: Int64
        var isEmpty: Bool { waiting.isEmpty && reservedCount == 0 }

        static let empty = Batch(waiting: [], reservedCount: 0)
    }

    private enum Place: Sendable {
        case reserved(count: Int)
        case filled(PendingAppend)
        case givenUp(count: Int)
    }

    /// How far back a clock may be put that times do not follow.
    private static let correction = Duration.seconds(60)

    /// The newest position on disk.
    private(set) var head: Position
    /// Whether a commit that reported an error may be on disk nevertheless.
    var mayBeBehind = false
    private(set) var isClosed = false
    private var isWriting = false
    private var whenIdle: [CheckedContinuation<Void, Never>] = []
    private var places: [Place] = []
    /// The ticket of the first of `places`.
    private var firstTicket = 0
    private var nextPosition: Position
    /// The newest time that was given.
    private var newestTime: Timestamp?

    init(head: Position, newestTime: Timestamp?) {
        self.head = head
        self.newestTime = newestTime
        nextPosition = head.next
    }

    /// Gives the next place and a time for it: now, or that of the place before where that is a little later.
    ///
    /// So times follow positions where the system's clock is put right. One that was far ahead must not be followed: all
    /// times would be wrong until it is that late.
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

    /// Fills a place; true when the caller must start the writer.
    mutating func fill(_ waiting: PendingAppend) -> Bool {
        places[waiting.reservation.ticket - firstTicket] = .filled(waiting)
        return mustStartWriting()
    }

    /// Gives a place up; true when the caller must start the writer.
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

    /// Takes what is ready, in order; with nothing ready the writer ends, and the next to fill a place starts it again.
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

    /// Whether nothing is on its way.
    var isAtRest: Bool { places.isEmpty && !isWriting }

    /// Takes no more; true when nothing is under way, else `done` comes with `takeIdle`.
    mutating func close(whenIdle done: CheckedContinuation<Void, Never>) -> Bool {
        isClosed = true
        if isAtRest { return true }
        whenIdle.append(done)
        return false
    }

    /// Those that wait for an end of the writing, if it has come.
    mutating func takeIdle() -> [CheckedContinuation<Void, Never>] {
        guard isAtRest else { return [] }
        defer { whenIdle = [] }
        return whenIdle
    }

    /// Notes how far the log has come with a batch.
    ///
    /// Where it gave other positions than were reserved, later reservations are right again; those already made for other
    /// positions are made anew by the writer.
    mutating func finish(_ batch: Batch, head newHead: Position) {
        let shift = newHead.number - head.number - batch.reservedCount
        nextPosition = Position(nextPosition.number + shift)
        head = newHead
    }
}
