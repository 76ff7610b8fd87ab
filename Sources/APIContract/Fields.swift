internal import Commands
internal import SyncModel

/// The fields of what files and the command line set.
package enum Fields {
    package static let source = NewSource.resource.fields
    /// A signing secret that is added to a source.
    package static let secret = NewSecret.resource(for: nil).fields
    /// How a source's folders are fetched.
    package static let kmsAccess = NewKMSAccess.resource.fields
    package static let connection = NewConnection.resource.fields
    /// What opens a connection's account.
    package static let credentials = NewConnection.credentials.fields
    package static let sync = NewSync.resource.fields
    package static let destination = Destination.resource.fields
    /// The maximum number of secrets of a source.
    package static let secretLimit = WebhookSource.secretLimit
    package static let token = NewToken.resource.fields
    package static let notification = NewNotification.resource.fields
}
