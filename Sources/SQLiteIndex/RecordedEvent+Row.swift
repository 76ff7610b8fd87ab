internal import EventLog
internal import Foundation
package import GRDB
package import SyncModel

extension RecordedEvent {
    /// The event of a row with its `position` and `envelope`.
    ///
    /// - Throws: `EventLogError.damaged` if it is malformed or names another position.
    package init(_ row: Row) throws {
        let envelope: Data = row["envelope"]
        self = try envelope.withUnsafeBytes {
            try RecordedEvent(stored: $0, at: Position(row["position"]))
        }
    }
}
