@testable import SourceReading
import SyncModel
import Testing
