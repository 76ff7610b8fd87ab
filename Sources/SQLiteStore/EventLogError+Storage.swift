internal import EventLog

extension EventLogError {
    /// What went wrong while the database at a path was read.
    init(reading error: any Error, at path: String) {
        if let error = error as? EventLogError {
            self = error
        } else {
            let trouble = StorageTrouble(error, at: path)
            self = .cannotRead(trouble.reason, hint: trouble.remedy)
        }
    }

    /// What went wrong while the database at a path was written.
    init(writing error: any Error, at path: String) {
        if let error = error as? EventLogError {
            self = error
        } else {
            let trouble = StorageTrouble(error, at: path)
            self = .cannotWrite(trouble.reason, hint: trouble.remedy)
        }
    }
}
