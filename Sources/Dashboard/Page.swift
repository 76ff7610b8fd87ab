internal import Encodings
internal import HTTPTypes

/// What a route of the dashboard answers.
enum Page: Sendable {
    /// A template with its values, inside the shell.
    case document(Document)
    /// Another page, with status 303, so that a reload repeats nothing.
    case redirect(String)
    /// Another page, which says once what was done.
    case noticed(Notice, String)
    /// Another page, with preferences that the browser remembers.
    case preferring(Preferences, String)
    /// The login page, after the session has ended.
    case signOut

    /// A page and the part of it that the shell shows.
    struct Document: Sendable {
        /// The name of the template.
        var template: String
        /// The heading, which is the title too.
        var heading: String
        /// What the page is about beside its heading, for the title.
        var subject: String?
        /// The section of the navigation that it belongs to; nil for none.
        var section: Shell.Section?
        /// The pages above it, from the outermost in.
        var breadcrumbs: [PageValue] = []
        /// What the template shows.
        var values: PageValue
        var status = HTTPResponse.Status.ok
    }
}
