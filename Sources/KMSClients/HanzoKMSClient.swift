internal import Encodings
internal import OutboundHTTP
internal import SyncModel

/// Fetches folders through Hanzo KMS's own API: first the names, then each value.
///
/// The API supports neither imports nor references.
struct HanzoKMSClient: KMSClient {
    /// The maximum number of concurrent requests for values.
    private static let concurrency = 4

    let session: KMSSession

    func fetch(_ folder: FolderPath) async throws(FetchError) -> FetchedFolder {
        let names = try await names(in: folder)
        var secrets: [FetchedSecret] = []
        // Values of unacceptable secrets are not requested.
        let unusable = names.filter { LeftOutSecret.objection(toKey: $0) != nil }
        secrets += unusable.map { FetchedSecret(key: $0, value: SecretValue("")) }
        let usable = names.filter { LeftOutSecret.objection(toKey: $0) == nil }
        for result in await values(of: usable, in: folder) { secrets.append(try result.get()) }
        return try FetchedFolder(checking: secrets, imports: [])
    }

    private func names(in folder: FolderPath) async throws(FetchError) -> [String] {
        let path =
            "/v1/kms/secrets?env=" + percentEncoded(folder.environment)
            + "&path=" + percentEncoded(folder.secretPath)
        let answer = try await session.get(path).json()
        guard let list = answer["names"]?.array else {
            throw .unexpectedAnswer("it has no list of names")
        }
        let names = list.compactMap(\.string)
        guard names.count == list.count, Set(names.map { NameKey($0) }).count == names.count,
            answer["total"]?.integer == Int64(names.count)
        else { throw .unexpectedAnswer("its list of names is incomplete") }
        return names
    }

    /// Fetches the values, a few at a time, and stops at the first failure.
    private func values(
        of names: [String],
        in folder: FolderPath
    ) async -> [Result<FetchedSecret, FetchError>] {
        await withTaskGroup(of: Result<FetchedSecret, FetchError>.self) { group in
            var rest = names[...]
            for name in rest.prefix(Self.concurrency) {
                group.addTask { await value(of: name, in: folder) }
            }
            rest = rest.dropFirst(Self.concurrency)
            var results: [Result<FetchedSecret, FetchError>] = []
            for await result in group {
                results.append(result)
                if case .failure = result {
                    group.cancelAll()
                    return [result]
                }
                if let name = rest.popFirst() {
                    group.addTask { await value(of: name, in: folder) }
                }
            }
            return results
        }
    }

    private func value(
        of name: String,
        in folder: FolderPath
    ) async -> Result<FetchedSecret, FetchError> {
        do throws(FetchError) {
            let answer = try await session.get(path(of: name, in: folder))
            // It was listed a moment ago, so the folder is changing.
            if answer.status == 404 {
                throw FetchError.unexpectedAnswer("\(name) is listed but missing")
            }
            let body = try answer.json()
            guard let value = body["value"]?.string, body["name"]?.isText(name) == true else {
                throw FetchError.unexpectedAnswer("\(name) has no value")
            }
            return .success(FetchedSecret(key: name, value: SecretValue(value)))
        } catch {
            return .failure(error)
        }
    }

    private func path(of name: String, in folder: FolderPath) -> String {
        let segments = folder.secretPath.split(separator: "/").map(String.init) + [name]
        return "/v1/kms/secrets/" + segments.map(percentEncoded).joined(separator: "/")
            + "?env=" + percentEncoded(folder.environment)
    }
}
