import ServiceLifecycle
import Settings
import Synchronization
import TestSupport
import Testing

@testable import ChecklySyncServer

/// How the services of the endpoints begin and end.
@Suite(.timeLimit(.minutes(10))) struct EndpointServiceTests {
    /// An application that does not heed that it is told to stop.
    private struct Stuck: Service {
        func run() async throws {
            for await _ in AsyncStream<Void>.makeStream().stream {}
        }
    }

    private struct Failing: Service {
        struct Failure: Error {}

        func run() async throws { throw Failure() }
    }

    private func endpoint(
        _ application: any Service,
        _ clock: VirtualClock,
        _ lines: LogLines
    ) -> EndpointService {
        EndpointService(
            application: application,
            address: "127.0.0.1:1",
            stopDeadline: .seconds(4),
            clock: clock,
            logger: lines.logger()
        )
    }

    @Test func `an endpoint that does not end is given up at its deadline, and not before`()
        async throws
    {
        let (clock, lines) = (VirtualClock(standsStill: true), LogLines())
        try await RunningService.run(endpoint(Stuck(), clock, lines)) { running in
            await running.stop()
            try await clock.untilAsleep()
            clock.advance(by: .seconds(3))
            #expect(clock.sleeperCount == 1)
            #expect(lines.all == [])
            clock.advance(by: .seconds(1))
        }
        #expect(lines.all == ["warning requests given up address=127.0.0.1:1"])
    }

    @Test func `an endpoint that fails ends what runs beside it`() async throws {
        let (clock, lines) = (VirtualClock(standsStill: true), LogLines())
        let both = Together([Stuck(), endpoint(Failing(), clock, lines)])
        await #expect(throws: Failing.Failure.self) { try await both.run() }
    }

    @Test func `the ports are announced once both endpoints listen`() async throws {
        let (ports, announce) = AsyncStream.makeStream(of: PortAnnouncing.Port.self)
        let announced = Mutex<[Int]>([])
        let announcing = PortAnnouncing(ports: ports) { addresses in
            announced.withLock { $0 += [addresses.webhookPort, addresses.adminPort] }
        }
        // It must not end by itself, which would end the server with an error.
        try await RunningService.run(announcing) { _ in
            announce.yield((.admin, 2))
            await letOthersRun(turns: 100)
            #expect(announced.withLock(\.self) == [])
            announce.yield((.webhooks, 1))
            try await eventually("both are announced") { announced.withLock(\.self) == [1, 2] }
            await letOthersRun()
        }
        #expect(announced.withLock(\.self) == [1, 2])
    }

    @Test func `a stop before both endpoints listen announces nothing`() async throws {
        let (ports, announce) = AsyncStream.makeStream(of: PortAnnouncing.Port.self)
        let announcing = PortAnnouncing(ports: ports) { _ in Issue.record("nothing is ready") }
        try await RunningService.run(announcing) { _ in announce.yield((.admin, 2)) }
    }
}
