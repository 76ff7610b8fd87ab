import Foundation
import Glibc
import TestSupport
import Testing

@testable import ChecklySyncServer

/// What systemd hears: the protocol of sd_notify(3).
@Suite struct ServiceManagerTests {
    @Test func `nothing is told where nobody listens`() {
        #expect(ServiceManager(environment: [:]) == nil)
        #expect(ServiceManager(environment: ["NOTIFY_SOCKET": ""]) == nil)
        #expect(ServiceManager(environment: ["NOTIFY_SOCKET": "relative"]) == nil)
        ServiceManager(environment: ["NOTIFY_SOCKET": temporaryPath("gone")])?.tell(.ready)
        let long = "/" + String(repeating: "x", count: 200)
        ServiceManager(environment: ["NOTIFY_SOCKET": long])?.tell(.ready)
    }

    @Test(arguments: [
        ([:], nil),
        (["WATCHDOG_USEC": "30000000"], Duration.seconds(15)),
        (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"], .seconds(15)),
        (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"], nil),
        (["WATCHDOG_USEC": "0"], nil), (["WATCHDOG_USEC": "soon"], nil),
    ])
    func `a watchdog is fed twice as often as it has to be`(
        variables: [String: String],
        interval: Duration?
    ) throws {
        let environment = variables.merging(["NOTIFY_SOCKET": "/run/notify"]) { first, _ in first }
        let manager = try #require(ServiceManager(environment: environment, processID: 7))
        #expect(manager.watchdogInterval == interval)
    }

    @Test(arguments: [temporaryPath("notify"), "@checkly-sync-\(UUID().uuidString)"])
    func `messages reach a socket by its path or its abstract name`(address: String) throws {
        let listener = try #require(NotifySocket(address))
        let manager = try #require(ServiceManager(environment: ["NOTIFY_SOCKET": address]))
        manager.tell(.ready)
        manager.tell(.alive)
        manager.tell(.stopping)
        #expect(listener.next() == "READY=1")
        #expect(listener.next() == "WATCHDOG=1")
        #expect(listener.next() == "STOPPING=1")
    }
}
