import Foundation
import LiveLog
import Testing

/// When a disk counts as nearly full.
@Suite struct DiskSpaceTests {
    private static let gigabyte: Int64 = 1 << 30

    @Test(arguments: [
        (free: 100 * gigabyte, total: 1000 * gigabyte, isFull: false),
        (free: 49 * gigabyte, total: 1000 * gigabyte, isFull: true),
        (free: gigabyte, total: 10 * gigabyte, isFull: false),
        (free: gigabyte / 3, total: 10 * gigabyte, isFull: true),
        // A small volume is not full because it is small.
        (free: gigabyte / 8, total: gigabyte / 4, isFull: false),
        (free: gigabyte / 20, total: gigabyte / 4, isFull: true),
        (free: 0, total: 0, isFull: false),
    ])
    func `a disk is nearly full when little of it is left`(
        free: Int64,
        total: Int64,
        isFull: Bool
    ) {
        #expect(DiskSpace(free: free, total: total).isNearlyFull == isFull)
    }

    @Test func `what is to come must leave room for a log`() {
        let space = DiskSpace(free: Self.gigabyte, total: 10 * Self.gigabyte)
        #expect(space.hasRoom(for: Self.gigabyte / 2))
        #expect(!space.hasRoom(for: Self.gigabyte - 1))
    }

    @Test func `the system is asked for the disk of a directory`() throws {
        let space = try #require(DiskSpace(of: FileManager.default.temporaryDirectory.path))
        #expect(space.total > 0)
        #expect((0...space.total).contains(space.free))
        #expect((0...100).contains(space.freePercent))
        #expect(DiskSpace(of: "/nowhere/at/all") == nil)
    }
}
