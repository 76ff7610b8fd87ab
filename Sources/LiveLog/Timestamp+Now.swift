internal import Foundation
package import SyncModel

extension Timestamp {
    /// The system clock's current time.
    package static var now: Timestamp {
        Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }
}
