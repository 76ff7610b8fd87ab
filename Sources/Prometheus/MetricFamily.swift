internal import Metrics

/// A metric with everything that its page says of it besides samples.
struct MetricFamily: Sendable {
    /// What Prometheus may do with the samples.
    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// The full name, by which code makes samples.
    let name: String
    let kind: Kind
    /// One sentence for people.
    let help: String

    /// Names a metric without the `checkly_sync_` that all names have in front.
    init(_ name: String, _ kind: Kind, _ help: String) {
        self.init(shared: "checkly_sync_" + name, kind, help)
    }

    /// A metric under a name that other programs use too.
    private init(shared name: String, _ kind: Kind, _ help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }

    /// Sets the gauge with these labels.
    func set(_ value: Int, _ labels: [(String, String)] = [], in factory: any MetricsFactory) {
        set(Double(value), labels, in: factory)
    }

    /// Sets the gauge with these labels.
    func set(_ value: Double, _ labels: [(String, String)] = [], in factory: any MetricsFactory) {
        Gauge(label: name, dimensions: labels, factory: factory).record(value)
    }
}

extension MetricFamily {
    static let deliveries = MetricFamily("deliveries_total", .counter, "Answers to deliveries.")
    static let clockSkew = MetricFamily(
        "delivery_clock_skew_seconds",
        .gauge,
        "How long before its arrival a source's newest delivery was signed."
    )
    static let differingRepetitions = MetricFamily(
        "differing_repetitions_total",
        .counter,
        "Events that arrived again under their id with other content, each counted once."
    )
    static let pushes = MetricFamily("pushes_total", .counter, "Runs that ended.")
    static let variables = MetricFamily(
        "variables_total",
        .counter,
        "Variables that runs processed."
    )
    static let requests = MetricFamily(
        "checkly_requests_total",
        .counter,
        "Requests to Checkly."
    )
    static let notifications = MetricFamily(
        "notifications_total",
        .counter,
        "Tries to send a notification."
    )
    static let notificationFailing = MetricFamily(
        "notification_failing",
        .gauge,
        "1 for each receiver of notifications that does not accept its newest one."
    )
    static let logHead = MetricFamily("log_head", .gauge, "The log's newest position.")
    static let logBytes = MetricFamily("log_bytes", .gauge, "The size of the log's files.")
    static let logWritable = MetricFamily(
        "log_writable",
        .gauge,
        "1 while deliveries can be recorded, 0 while they are answered 503."
    )
    static let syncs = MetricFamily("syncs", .gauge, "Syncs there are.")
    static let syncsWaiting = MetricFamily(
        "syncs_waiting",
        .gauge,
        "Syncs with pending work at Checkly."
    )
    static let syncsParked = MetricFamily(
        "syncs_parked",
        .gauge,
        "Syncs that wait for somebody to act."
    )
    static let changesParked = MetricFamily(
        "changes_parked",
        .gauge,
        "Variables that are not written or deleted until somebody acts."
    )
    static let syncsPaused = MetricFamily("syncs_paused", .gauge, "Syncs that are paused.")
    static let syncState = MetricFamily(
        "sync_state",
        .gauge,
        "1 for the current state of each sync."
    )
    static let syncLastSuccess = MetricFamily(
        "sync_last_success_timestamp_seconds",
        .gauge,
        "When each sync's last push succeeded."
    )
    static let syncPinned = MetricFamily(
        "sync_pinned",
        .gauge,
        "1 for each sync that is pinned to an earlier moment."
    )
    static let syncHeld = MetricFamily(
        "sync_held",
        .gauge,
        "1 for each sync that pushes nothing while all pushing is held."
    )
    static let syncDrifted = MetricFamily(
        "sync_drifted",
        .gauge,
        "1 for each sync of which variables were changed at Checkly."
    )
    static let pushingHeld = MetricFamily(
        "pushing_held",
        .gauge,
        "1 while nothing is written to Checkly."
    )
    static let requestsLeft = MetricFamily(
        "checkly_requests_left",
        .gauge,
        "Requests that may start now, by account."
    )
    static let newestBackup = MetricFamily(
        "backup_newest_timestamp_seconds",
        .gauge,
        "When the newest of the server's own backups was begun."
    )
    static let diskFree = MetricFamily(
        "disk_free_bytes",
        .gauge,
        "What is left on the disk of the log."
    )
    static let buildInfo = MetricFamily("build_info", .gauge, "The program's version.")
    static let startTime = MetricFamily(
        shared: "process_start_time_seconds",
        .gauge,
        "When the process started."
    )
    static let cpuTime = MetricFamily(
        shared: "process_cpu_seconds_total",
        .counter,
        "The CPU time that the process used."
    )
    static let residentMemory = MetricFamily(
        shared: "process_resident_memory_bytes",
        .gauge,
        "The memory of the process that is resident."
    )
    static let openFiles = MetricFamily(
        shared: "process_open_fds",
        .gauge,
        "The files and connections that the process has open."
    )
    static let fileLimit = MetricFamily(
        shared: "process_max_fds",
        .gauge,
        "The maximum number of files and connections."
    )
    static let append = MetricFamily(
        "append_seconds",
        .histogram,
        "From an event's place in the log until it is on disk."
    )
    static let deliveryToCheckly = MetricFamily(
        "delivery_to_checkly_seconds",
        .histogram,
        "From a recorded secret to its write at Checkly."
    )

    /// Everything on the page of `/metrics`, in its order.
    static let page = [
        deliveries, clockSkew, differingRepetitions, pushes, variables, requests, logHead, logBytes,
        logWritable, syncs, syncsWaiting, syncsParked, changesParked, syncsPaused, syncState,
        syncLastSuccess, syncPinned, syncHeld, syncDrifted, pushingHeld, requestsLeft, append,
        deliveryToCheckly, notifications, notificationFailing, newestBackup, diskFree, buildInfo,
        startTime, cpuTime, residentMemory, openFiles, fileLimit,
    ]
}
