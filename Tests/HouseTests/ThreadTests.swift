import Testing

/// Work that outlives its caller, and threads of our own, are few and have a reason.
@Suite struct ThreadTests {
    /// The files that may start a task or a thread, each with its reason.
    private static let reasons = [
        "CheckedEnvelopes.swift": "Reads ahead of the checks on a thread that may block.",
        "BackgroundThread.swift":
            "A verification blocks, and does so on a nicer thread of its own.",
        "ChecklyClient+Groups.swift": "A write to a group that has begun is carried to its end.",
        "ChecklyClient.swift": "A request that has begun is carried to its end.",
        "ClientPresence.swift": "Work for a client is cancelled when the client goes.",
        "CommandQueue.swift": "A client that goes away does not end its command.",
        "LogScans.swift": "A scan blocks, and does so on a nicer thread of its own.",
        "LogThreads.swift": "The threads on which the log's callers may block.",
        "MasterKeyRotation.swift": "Rewrapping a million keys takes some seconds.",
        "LogVerifications.swift": "A verification outlives the request that starts it.",
        "LogWriter.swift": "Writing log lines may block.",
        "OneAtATime.swift": "Who stops waiting does not end the work.",
        "KMSSession.swift": "One login serves all who wait for it.",
        "ReadingPause.swift": "Readers and the writer, which block, wait for one another.",
        "EndpointService.swift": "An endpoint that does not end in time is given up.",
        "BackupKeeping.swift": "A backup that is being made does not hold up a stop.",
        "ManagerTelling.swift": "The watchdog is fed until the log is closed, after every service.",
        "RetentionKeeping.swift": "A destruction that has begun does not hold up a stop.",
        "SandboxKMSState.swift": "A webhook follows its change after a delay.",
        "SQLiteStore+Destroying.swift": "The writer's own thread rests between two steps.",
        "ServerSignals.swift": "Signals are taken from before the first service to the end.",
        "WriterQueue.swift": "The connection that writes has a thread of its own.",
    ]

    private static let patterns = [
        ["Task", "{"], ["Task", "("], ["Task", ".", "detached"],
        ["Thread", "."], ["Thread", "("], ["Thread", "{"], ["pthread_create"],
        ["DispatchQueue"], ["DispatchGroup"], ["DispatchSemaphore"], ["DispatchSource"],
    ]

    private static func offences(in files: [SourceFile]) -> [Offence] {
        files.filter { reasons[$0.name] == nil }
            .flatMap { file in
                patterns.flatMap { pattern in
                    let message = "\(pattern.joined()) needs a reason in ThreadTests.reasons"
                    return file.lines(of: pattern)
                        .map { Offence(path: file.path, line: $0, message: message) }
                }
            }
    }

    @Test func `only files with a reason start tasks or threads`() throws {
        expectNone(Self.offences(in: try House.standing.get().sources))
    }

    @Test func `every reason is still needed`() throws {
        let files = try House.standing.get().sources
        for name in Self.reasons.keys.sorted() {
            let isNeeded = files.contains { file in
                file.name == name && Self.patterns.contains { !file.lines(of: $0).isEmpty }
            }
            #expect(isNeeded, "\(name) starts nothing any more: take it off ThreadTests.reasons")
        }
    }

    @Test func `a task and a thread without a reason are found`() {
        let text = """
            try await Task.sleep(for: .seconds(1))
            group.addTask { await work() }
            Task { await work() }
            let threads = DispatchQueue(label: "threads")
            """
        let file = SourceFile(path: "Sources/Projection/A.swift", text: text)
        #expect(Self.offences(in: [file]).map(\.line) == [3, 4])
    }
}
