internal import EventLog

extension EventLogError {
    /// Describes a failed read of the database at a path.
    init(reading error: any Error, at path: String) {
        if let error = error as? EventLogError {
            self = error
        } else {
            let trouble = StorageTrouble(error, at: path)
            self = .cannotRead(trouble.reason, hint: trouble.remedy)
        }
    }

    /// Describes a failed write to the database at a path.
    init(writing error: any Error, at path: String) {
        if let error = error as? EventLogError {
            self = error
        } else {
            let trouble = StorageTrouble(error, at: path)
            self = .cannotWrite(trouble.reason, hint: trouble.remedy)
        }
    }
}
