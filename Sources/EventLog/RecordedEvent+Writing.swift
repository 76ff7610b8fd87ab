internal import Encodings
package import SyncModel

extension RecordedEvent {
    /// The encoded envelope.
    ///
    /// The fast path writes `secrets.changed`, nearly all of a typical log, straight to bytes; all
    /// other events go through `CanonicalValue`. Both paths give the same bytes for the same event.
    package var envelope: [UInt8] {
        guard case .secrets(.changed(let path, let changes, let leftOut)) = body, leftOut.isEmpty
        else {
            return CanonicalEncoding.encode(canonical)
        }
        var count = actor == nil ? 7 : 8
        for text in [source, secretID, deliveryID, remoteAddress] where text != nil { count += 1 }
        for identity in [deliveryIdentity, eventIdentity] where identity != nil { count += 1 }
        var writer = CanonicalWriter(capacity: 512 + changes.count * 128)
        writer.beginMap(count: count)
        writer.write("id", id)
        writer.write("data")
        writer.write(path, changes)
        writer.write("type", body.type)
        if let actor { writer.write(actor) }
        writer.write("sealed")
        writer.beginList(count: ciphertextDigests.count)
        for digest in ciphertextDigests { writer.write(digest) }
        if let source { writer.write("source", source) }
        writer.write("version", version)
        if let deliveryIdentity {
            writer.write("delivery")
            writer.write(deliveryIdentity)
        }
        if let eventIdentity {
            writer.write("identity")
            writer.write(eventIdentity)
        }
        writer.write("position", position.number)
        if let secretID { writer.write("secretId", secretID) }
        if let deliveryID { writer.write("deliveryId", deliveryID) }
        writer.write("recordedAt", recordedAt.microseconds)
        if let remoteAddress { writer.write("remoteAddress", remoteAddress) }
        return writer.bytes
    }
}

extension CanonicalWriter {
    fileprivate mutating func write(_ name: String, _ text: String) {
        write(name)
        write(text)
    }

    fileprivate mutating func write(_ name: String, _ integer: Int64) {
        write(name)
        write(integer)
    }

    fileprivate mutating func write(_ path: FolderPath, _ changes: [SecretChange]) {
        beginMap(count: 4)
        write("changes")
        beginList(count: changes.count)
        for change in changes { write(change) }
        write("projectId", path.projectID)
        write("secretPath", path.secretPath)
        write("environment", path.environment)
    }

    private mutating func write(_ change: SecretChange) {
        switch change {
        case .set(let entry):
            beginMap(count: 4 + (entry.isBlank ? 1 : 0) + (entry.version == nil ? 0 : 1))
            write("op", "set")
            write("key", entry.key)
            write("slot", Int64(entry.slot))
            if entry.isBlank {
                write("blank")
                write(true)
            }
            if let version = entry.version { write("version", version) }
            write("fingerprint", entry.fingerprint.text)
        case .delete(let key, let version):
            beginMap(count: version == nil ? 2 : 3)
            write("op", "delete")
            write("key", key)
            if let version { write("version", version) }
        }
    }

    fileprivate mutating func write(_ actor: Actor) {
        write("actor")
        beginMap(count: 1 + (actor.id == nil ? 0 : 1) + (actor.name == nil ? 0 : 1))
        if let id = actor.id { write("id", id) }
        if let name = actor.name { write("name", name) }
        write("type", actor.type)
    }
}
