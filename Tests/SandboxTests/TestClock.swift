import FoundationEssentials
import Synchronization

/// A clock that stands still until a test moves it.
final class TestClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_763_884_800))

    var now: Date { time.withLock { $0 } }

    func advance(bySeconds seconds: Double) {
        time.withLock { $0 += seconds }
    }
}
