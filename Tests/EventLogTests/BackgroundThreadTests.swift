import EventLog
import Foundation
import Testing

/// Threads of low priority.
@Suite struct BackgroundThreadTests {
    private func standing(on thread: BackgroundThread) async -> (policy: CInt, niceness: CInt) {
        await Task(executorPreference: thread) {
            (sched_getscheduler(0), getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0))
        }
        .value
    }

    @Test func `work that may take long is nicer, and work that nobody waits for gives way`()
        async
    {
        // SCHED_OTHER and SCHED_IDLE of sched(7).
        #expect(await standing(on: BackgroundThread()) == (0, 10))
        #expect(await standing(on: BackgroundThread(givesWay: true)).policy == 5)
    }
}
