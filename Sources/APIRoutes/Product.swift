/// The program as a whole.
package enum Product {
    /// The version (semver.org) that the command line, the document of the API and pages show.
    package static let version = "0.1.0"
}
