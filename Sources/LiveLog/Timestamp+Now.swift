internal import Foundation
package import SyncModel

extension Timestamp {
    /// The system's time.
    package static var now: Timestamp {
        Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }
}
