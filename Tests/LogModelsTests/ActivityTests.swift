import LogModels
import SyncModel
import TestSupport
import Testing

/// Counts by minute and hour, folded from events.
@Suite struct ActivityTests {
    private static let value = WrittenValue(
        place: SealedValueReference(position: Position(1), slot: 0),
        name: .secret("K", in: FolderID(source: "kms", path: .sample()))
    )

    private static func time(minute: Int64, milliseconds: Int64 = 0) -> Timestamp {
        Timestamp(microseconds: minute * 60_000_000 + milliseconds * 1000)
    }

    private static func event(
        _ position: Int64,
        _ body: EventBody,
        at time: Timestamp,
        delivery: [UInt8]? = nil
    ) -> RecordedEvent {
        RecordedEvent(
            position: Position(position),
            id: "e",
            recordedAt: time,
            version: body.version,
            source: delivery == nil ? nil : "kms",
            deliveryIdentity: delivery,
            deliveryID: nil,
            actor: nil,
            body: body,
            ciphertextDigests: []
        )
    }

    private static let changed = EventBody.secrets(
        .changed(.sample(), [.set(SecretEntry.sample("K"))])
    )

    private static func written(_ key: String) -> EventBody {
        var variable = PushedVariable.sample(key)
        variable.value = value
        return .push(.variableWritten(variable))
    }

    private func counts(
        of activity: Activity,
        _ minutes: ClosedRange<Int64>,
        by step: Activity.Step
    ) -> [[Int]] {
        activity.buckets(
            from: Self.time(minute: minutes.lowerBound),
            through: Self.time(minute: minutes.upperBound),
            by: step
        )
        .map { [$0.counts.deliveries, $0.counts.writes, $0.counts.failedWrites] }
    }

    @Test func `a batch is one delivery, and writes fall into the minute of their own`() {
        var activity = Activity(after: .beforeFirst)
        let problem = PushProblem(code: "c", message: "M.")
        let bodies: [(EventBody, Int64, [UInt8]?)] = [
            (Self.changed, 100, [1]), (Self.changed, 100, [1]),
            (.delivery(.ignored(type: "t", reason: "r")), 100, [2]),
            (Self.written("A"), 101, nil), (.push(.variableDeleted(.sample("B"))), 101, nil),
            (.push(.variableFailed(.sample("C"), problem)), 161, nil),
        ]
        for (index, (body, minute, delivery)) in bodies.enumerated() {
            let time = Self.time(minute: minute)
            activity.take(Self.event(Int64(index) + 1, body, at: time, delivery: delivery))
        }
        #expect(activity.position == Position(6))
        #expect(
            counts(of: activity, 99...102, by: .minute) == [
                [0, 0, 0], [2, 0, 0], [0, 2, 0], [0, 0, 0],
            ]
        )
        #expect(counts(of: activity, 60...180, by: .hour) == [[2, 2, 0], [0, 0, 1], [0, 0, 0]])
    }

    @Test func `what is older than the ring is forgotten, and does not come back`() {
        var activity = Activity(after: .beforeFirst)
        let day = Int64(Activity.Step.minute.bucketCount)
        activity.take(Self.event(1, Self.changed, at: Self.time(minute: 5), delivery: [1]))
        let late = Self.time(minute: day + 5)
        activity.take(Self.event(2, Self.changed, at: late, delivery: [2]))
        // The clock was set back.
        activity.take(Self.event(3, Self.changed, at: Self.time(minute: 5), delivery: [3]))
        #expect(counts(of: activity, 5...5, by: .minute) == [[0, 0, 0]])
        #expect(counts(of: activity, day + 5...day + 5, by: .minute) == [[1, 0, 0]])
        #expect(counts(of: activity, 0...day + 5, by: .hour).first == [2, 0, 0])
        #expect(counts(of: activity, 0...day * 5, by: .minute).count == Int(day))
    }

    @Test func `the time from a delivery to Checkly is counted at Checkly's end`() {
        var activity = Activity(after: .beforeFirst)
        activity.take(Self.event(1, Self.changed, at: Self.time(minute: 1), delivery: [1]))
        for (index, milliseconds) in ([Int64](repeating: 200, count: 18) + [9000, 9000])
            .enumerated()
        {
            let time = Self.time(minute: 1, milliseconds: milliseconds)
            activity.take(Self.event(Int64(index) + 2, Self.written("K"), at: time))
        }
        let bucket =
            activity.buckets(
                from: Self.time(minute: 1),
                through: Self.time(minute: 1),
                by: .minute
            )[0]
        #expect(bucket.counts.latencies.count == 20)
        let half = bucket.counts.latencies.milliseconds(ofPercentile: 50) ?? 0
        let most = bucket.counts.latencies.milliseconds(ofPercentile: 95) ?? 0
        #expect((200...250).contains(half))
        #expect((9000...11_250).contains(most))
    }

    @Test(arguments: [0, 1, 999, 1000, 1001, 123_456, 899_999_999] as [Int64])
    func `a percentile is at most a quarter too high, and never too low`(microseconds: Int64) {
        var histogram = LatencyHistogram()
        #expect(histogram.milliseconds(ofPercentile: 50) == nil)
        histogram.add(microseconds)
        let found = histogram.milliseconds(ofPercentile: 50) ?? 0
        #expect(found * 1000 >= microseconds - 1000)
        #expect(found * 1000 <= max(1000, microseconds + microseconds / 4 + 1))
        histogram.add(.max)
        #expect((histogram.milliseconds(ofPercentile: 100) ?? 0) >= 900_000)
    }
}
