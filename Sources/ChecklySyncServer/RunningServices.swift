internal import EventLog
internal import Glibc
internal import LiveState
internal import NIOCore
internal import ServiceLifecycle
internal import SourceReading
internal import SyncEngine

/// One side of the server; says which address it is when it cannot listen there.
struct Surface: Service {
    let application: any Service
    let address: String

    func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError {
            throw SettingsError.cannotListen(
                address: address,
                reason: String(cString: strerror(error.errnoCode))
            )
        }
    }
}

/// The engine as a service: its end is the end of the live state's changes.
struct EngineService: Service {
    let engine: SyncEngine
    let state: LiveState

    func run() async throws {
        await withGracefulShutdownHandler {
            await engine.run()
        } onGracefulShutdown: {
            state.finish()
        }
    }
}

/// Long reads of the log as a service: the end of the server ends them.
struct ScanService: Service {
    let scans: LogScans

    func run() async throws {
        try? await gracefulShutdown()
        scans.close()
    }
}

/// Reading folders back as a service.
struct ReadingService: Service {
    let reading: SourceReading

    func run() async throws {
        await withGracefulShutdownHandler {
            await reading.run()
        } onGracefulShutdown: {
            reading.stop()
        }
    }
}
