/// The progress of a run according to the engine.
package struct RunActivity: Sendable, Equatable {
    /// The number of variables to write and delete; 0 until the plan is made.
    package var planned: Int
    /// The number of variables dealt with, failures included.
    package var done: Int
    /// The number of variables that failed.
    package var failed: Int

    /// Makes a progress; by default that of a run without a plan.
    package init(planned: Int = 0, done: Int = 0, failed: Int = 0) {
        self.planned = planned
        self.done = done
        self.failed = failed
    }
}
