internal import EventLog
internal import FolderFetching
internal import LiveLog
internal import LogIntegrity
internal import ServiceLifecycle
internal import SyncEngine

/// The engine as a service: its end is the end of the live state's changes.
struct EngineService: Service {
    let engine: SyncEngine
    let state: CurrentState

    func run() async throws {
        await withGracefulShutdownHandler {
            await engine.run()
        } onGracefulShutdown: {
            state.finish()
        }
    }
}

/// Long reads of the log as a service; the end of the server ends them.
struct ScanService: Service {
    let scans: LogScans

    func run() async throws {
        try? await gracefulShutdown()
        scans.close()
    }
}

/// Verifications of the log as a service; the end of the server ends them.
struct VerificationService: Service {
    let verifications: LogVerifications

    func run() async throws {
        try? await gracefulShutdown()
        await verifications.stop()
    }
}

/// Fetching folders as a service.
struct FetchingService: Service {
    let fetching: FolderFetching

    func run() async throws {
        await withGracefulShutdownHandler {
            await fetching.run()
        } onGracefulShutdown: {
            fetching.stop()
        }
    }
}
