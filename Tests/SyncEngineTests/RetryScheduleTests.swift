@testable import SyncEngine
import SyncModel
import Testing

@Suite struct RetryScheduleTests {
    @Test(arguments: [(1, 1), (2, 2), (3, 4), (8, 128), (9, 256), (10, 300), (1000, 300)])
    func `the delay doubles from one second to five minutes`(attempt: Int, seconds: Int) {
        #expect(RetrySchedule.delay(attempt: attempt, jitter: 1) == .seconds(seconds))
        #expect(RetrySchedule.delay(attempt: attempt, jitter: 0.5) == .seconds(seconds) / 2)
    }

    @Test func `of two failures the one that decides about the next try wins`() {
        func failure(_ cause: SyncRun.FailureCause) -> SyncRun.Failure {
            SyncRun.Failure(problem: .init(code: "\(cause)", message: ""), cause: cause)
        }
        let joined = failure(.permanent).joined(by: failure(.passing))
        #expect(joined.cause == .passing)
        #expect(joined.problem.code == "permanent")
        #expect(joined.joined(by: failure(.credentials)).problem.code == "credentials")
        #expect(joined.joined(by: nil).cause == .passing)
    }
}
