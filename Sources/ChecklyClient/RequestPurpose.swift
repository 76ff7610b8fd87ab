/// On whose behalf requests to Checkly are made, so that a log can count them for each.
package enum RequestPurpose {
    /// The run that the requests of the current task belong to.
    @TaskLocal package static var runID: String?
}
