package import NIOCore

/// How long a connection may take: for a request's body, for its answer, and in silence between
/// requests.
///
/// It lives on the connection's event loop. One timer a connection is looked at again only when it
/// fires, so that a request in time costs neither a timer nor a thread's waking.
package final class ConnectionDeadlines {
    private let bodyDeadline: TimeAmount
    private let answerDeadline: TimeAmount
    private let idleTimeout: TimeAmount?
    /// When what is waited for must have come; nil where nothing is.
    private var due: NIODeadline?
    private var timer: Scheduled<Void>?
    private var loop: NIOIsolatedEventLoop?
    private var onEnd: () -> Void = {}

    /// - Parameters:
    ///   - bodyDeadline: From a request's head to the end of its body.
    ///   - answerDeadline: From the end of a request to the first byte of its answer.
    ///   - idleTimeout: From an answer to the next request's head; nil for no end.
    package init(bodyDeadline: Duration, answerDeadline: Duration, idleTimeout: Duration?) {
        self.bodyDeadline = TimeAmount(bodyDeadline)
        self.answerDeadline = TimeAmount(answerDeadline)
        self.idleTimeout = idleTimeout.map { TimeAmount($0) }
    }

    /// Begins to look at the time; `onEnd` is called when what is waited for has not come in it.
    package func start(on loop: any EventLoop, onEnd: @escaping () -> Void) {
        self.loop = loop.assumeIsolated()
        self.onEnd = onEnd
        expectRequest()
    }

    package func stop() {
        timer?.cancel()
        timer = nil
        loop = nil
        onEnd = {}
    }

    package func expectRequest() {
        let now = NIODeadline.now()
        due = idleTimeout.map { now + $0 }
        if timer == nil { arm(now) }
    }

    package func expectBody() {
        let now = NIODeadline.now()
        due = now + bodyDeadline
        if timer == nil { arm(now) }
    }

    /// The sender waits for us.
    package func expectAnswer() {
        let now = NIODeadline.now()
        due = now + answerDeadline
        if timer == nil { arm(now) }
    }

    /// An answer is on its way; whether the sender takes it is for `StallGuard` to see.
    package func expectNothing() {
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
