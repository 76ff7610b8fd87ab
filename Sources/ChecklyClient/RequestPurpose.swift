/// Why requests to Checkly are made, so that logs can count them per run.
package enum RequestPurpose {
    /// The run that the current task makes requests for; nil for other requests.
    @TaskLocal package static var runID: String?
}
