internal import LiveLog
internal import Logging

extension ChecklySyncServer {
    /// Logs which files were made that exist nowhere else, and what depends on them.
    func tellOfNewFiles(in directory: DataDirectory) {
        for name in directory.madeFiles {
            let message =
                switch name {
                case "master.key":
                    """
                    master.key made: keep a copy elsewhere, without it nothing in the log can be \
                    opened
                    """
                case "checkpoint.key":
                    "checkpoint.key made: keep a copy, it signs the log's checkpoints"
                case "admin.token": "admin.token made: whoever has it may do everything"
                default: "\(name) made"
                }
            logger.notice("\(message)", metadata: ["file": "\(directory.path)/\(name)"])
        }
    }
}
