package import NIOCore

/// The time limits of a connection: for a request's body, for its response, and for idling between
/// requests.
///
/// It lives on the connection's event loop. Each connection has one timer, which is adjusted only
/// when it fires, so that timely requests cost neither a timer nor a wakeup.
package final class ConnectionDeadlines {
    private let bodyDeadline: TimeAmount
    private let answerDeadline: TimeAmount
    private let idleTimeout: TimeAmount?
    /// When the expected input or response is due; nil if nothing is expected.
    private var due: NIODeadline?
    private var timer: Scheduled<Void>?
    private var loop: NIOIsolatedEventLoop?
    private var onEnd: () -> Void = {}

    ///  - Parameters:
    ///   - bodyDeadline: From a request's head to the end of its body.
    ///   - answerDeadline: From the end of a request to the first byte of its response.
    ///   - idleTimeout: From a response to the next request's head; nil for no limit.
    package init(bodyDeadline: Duration, answerDeadline: Duration, idleTimeout: Duration?) {
        self.bodyDeadline = TimeAmount(bodyDeadline)
        self.answerDeadline = TimeAmount(answerDeadline)
        self.idleTimeout = idleTimeout.map { TimeAmount($0) }
    }

    /// Starts the timer and expects a request; calls `onEnd` when something is overdue.
    package func start(on loop: any EventLoop, onEnd: @escaping () -> Void) {
        self.loop = loop.assumeIsolated()
        self.onEnd = onEnd
        expectRequest()
    }

    /// Stops the timer for good.
    package func stop() {
        timer?.cancel()
        timer = nil
        loop = nil
        onEnd = {}
    }

    /// Expects the next request's head.
    package func expectRequest() {
        let now = NIODeadline.now()
        due = idleTimeout.map { now + $0 }
        if timer == nil { arm(now) }
    }

    /// Expects the rest of a request's body.
    package func expectBody() {
        let now = NIODeadline.now()
        due = now + bodyDeadline
        if timer == nil { arm(now) }
    }

    /// Expects our response.
    package func expectAnswer() {
        let now = NIODeadline.now()
        due = now + answerDeadline
        if timer == nil { arm(now) }
    }

    /// Expects nothing while a response is written; `StallGuard` watches the client.
    package func expectNothing() {
        due = nil
    }

    /// Sets the timer no later than the due time of a body that starts now.
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
