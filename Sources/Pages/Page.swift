internal import Encodings
package import HTTPTypes

/// What a route of the dashboard answers.
package enum Page: Sendable {
    /// A template with its values, inside the shell.
    case document(Document)
    /// Another page, with status 303, so that a reload repeats nothing.
    case redirect(String)
    /// Another page, which says once what was done.
    case noticed(Notice, String)
    /// Another page, with preferences that the browser remembers.
    case preferring(Preferences, String)
    /// A file that the browser keeps.
    case download(Download)
    /// The login page, after the session has ended.
    case signOut
    /// The login page, after every session of the same token has ended.
    case signOutEverywhere

    /// A page and the part of it that the shell shows.
    package struct Document: Sendable {
        /// The name of the template.
        package var template: String
        /// The heading, which is the title too.
        package var heading: String
        /// What the page is about beside its heading, for the title.
        package var subject: String?
        /// The section of the navigation that it belongs to; nil for none.
        package var section: PageSection?
        /// The pages above it, from the outermost in.
        package var breadcrumbs: [PageValue] = []
        /// The parts that are fetched again while the page is open: the template of each by the id
        /// of its element.
        package var regions: [String: String]
        /// What the template shows.
        package var values: PageValue
        /// The status of the response.
        package var status = HTTPResponse.Status.ok
        /// Whether a form on it is not right, which its title says first.
        package var hasErrors = false

        /// - Parameters:
        ///   - template: The name of the template.
        ///   - heading: The heading.
        ///   - subject: What the page is about beside its heading.
        ///   - section: The section that it belongs to.
        ///   - breadcrumbs: The pages above it, from the outermost in.
        ///   - regions: The templates of the parts that are fetched again, by id.
        ///   - values: What the template shows.
        ///   - status: The status of the response.
        ///   - hasErrors: Whether a form on it is not right.
        package init(
            template: String,
            heading: String,
            subject: String? = nil,
            section: PageSection? = nil,
            breadcrumbs: [PageValue] = [],
            regions: [String: String] = [:],
            values: PageValue,
            status: HTTPResponse.Status = .ok,
            hasErrors: Bool = false
        ) {
            self.template = template
            self.heading = heading
            self.subject = subject
            self.section = section
            self.breadcrumbs = breadcrumbs
            self.regions = regions
            self.values = values
            self.status = status
            self.hasErrors = hasErrors
        }
    }
}
