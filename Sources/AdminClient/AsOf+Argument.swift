package import SyncModel

extension AsOf {
    /// The moment as the API takes it.
    package var argument: String {
        switch self {
        case .position(let position): String(position.number)
        case .time(let time): time.rfc3339
        }
    }
}
