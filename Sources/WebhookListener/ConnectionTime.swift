internal import NIOCore

/// How long a connection may take: for a request's body, and in silence between requests.
///
/// It lives on the connection's event loop. One timer a connection is looked at again only when it fires, so that a
/// request in time costs neither a timer nor a thread's waking.
final class ConnectionTime {
    private let bodyDeadline: TimeAmount
    private let idleTimeout: TimeAmount?
    /// When what is waited for must have come; nil while the sender is waiting for us.
    private var due: NIODeadline?
    private var timer: Scheduled<Void>?
    private var loop: NIOIsolatedEventLoop?
    private var onEnd: () -> Void = {}

    /// - Parameters:
    ///   - bodyDeadline: From a request's head to the end of its body.
    ///   - idleTimeout: From an answer to the next request's head; nil for no end.
    init(bodyDeadline: Duration, idleTimeout: Duration?) {
        self.bodyDeadline = TimeAmount(bodyDeadline)
        self.idleTimeout = idleTimeout.map { TimeAmount($0) }
    }

    /// Begins to look at the time; `onEnd` is called when a body or a request has not come in it.
    func start(on loop: any EventLoop, onEnd: @escaping () -> Void) {
        self.loop = loop.assumeIsolated()
        self.onEnd = onEnd
        expectRequest()
    }

    func stop() {
        timer?.cancel()
        timer = nil
        loop = nil
        onEnd = {}
    }

    func expectRequest() {
        let now = NIODeadline.now()
        due = idleTimeout.map { now + $0 }
        if timer == nil { arm(now) }
    }

    func expectBody() {
        let now = NIODeadline.now()
        due = now + bodyDeadline
        if timer == nil { arm(now) }
    }

    /// The sender waits for an answer, however long that takes.
    func expectNothing() {
        due = nil
    }

    /// Never sets the timer later than a body that begins just after would be due.
    private func arm(_ now: NIODeadline) {
        let latest = now + bodyDeadline
        timer = loop?
            .scheduleTask(deadline: due.map { min($0, latest) } ?? latest) { [weak self] in
                self?.fire()
            }
    }

    private func fire() {
        timer = nil
        let now = NIODeadline.now()
        if let due, due <= now { return onEnd() }
        arm(now)
    }
}
