package import Projection
internal import Reconciliation
package import SyncModel

extension State {
    func create(
        _ creation: SyncCreation,
        at time: Timestamp,
        ids: () -> String
    ) throws(CommandRefusal) -> Decision {
        let new = creation.sync
        var id: String?
        if let planID = new.planID {
            id = try unusedID(ofPlan: planID, isUsed: creation.isPlannedIDUsed)
        }
        let sync = try new.sync(id: id ?? ids(), at: time)
        try refuseUnfit(sync)
        // In one append, so that nothing is pushed in between.
        var events = [SyncEvent.created(sync)]
        if let pause = new.pause {
            events.append(.paused(syncID: sync.id, reason: pause.reason))
        }
        if new.consent != nil || new.planID != nil {
            events.append(.consentRequired(syncID: sync.id))
        }
        if let planID = new.planID {
            events.append(.planApproved(syncID: sync.id, planID: planID))
        }
        return Decision(events.map(EventBody.sync), answer: .createdSync(sync))
    }

    /// The id that the plan of a new sync was made for.
    private func unusedID(
        ofPlan planID: String,
        isUsed: Bool
    ) throws(CommandRefusal) -> String {
        guard let id = NewSync.id(ofPlan: planID), !isUsed, syncs[id] == nil else {
            throw .notAPlanOfANewSync
        }
        return id
    }

    func update(
        _ sync: Sync,
        _ new: NewSync,
        at time: Timestamp
    ) throws(CommandRefusal) -> Decision {
        let updated = sync.updated(new, at: time)
        try refuseUnfit(updated)
        var events = [EventBody.sync(.updated(updated))]
        if new.consent != nil { events.append(.sync(.consentRequired(syncID: sync.id))) }
        if let planID = new.planID {
            try refuseApproval(ofPlan: planID, ofChanged: sync)
            // If the plan is not carried out, the sync stands parked, and pushes no other one.
            let parked = ParkedChange(
                key: nil,
                fingerprint: nil,
                position: position,
                problem: .planOutdated
            )
            events.append(.sync(.parked(syncID: sync.id, parked)))
            events.append(.sync(.planApproved(syncID: sync.id, planID: planID)))
        }
        return Decision(events, answer: .sync(updated))
    }

    /// Refuses a plan that was not made for a change of this sync as it is held now.
    private func refuseApproval(
        ofPlan planID: String,
        ofChanged sync: Sync
    ) throws(CommandRefusal) {
        try refuseWhileHeld(sync)
        guard NewSync.id(ofPlan: planID) == sync.id,
            PlannedPush.pinnedPosition(ofPlan: planID) == statuses[sync.id]?.pinnedTo
        else { throw .problem(.planOutdated) }
    }

    /// Refuses a sync whose connection or source is unknown, or whose name is taken.
    ///
    /// - Throws: `CommandRefusal`.
    package func refuseUnfit(_ sync: Sync) throws(CommandRefusal) {
        guard connections[sync.connectionID] != nil else {
            throw .unknownConnection(id: sync.connectionID)
        }
        if let source = sync.sourceName, sources[source] == nil {
            throw .unknownSource(name: source)
        }
        let isTaken = syncs.values.contains {
            $0.id != sync.id && $0.name == sync.name
                && $0.folder.projectID == sync.folder.projectID
        }
        if isTaken { throw .syncNameTaken(sync.name, projectID: sync.folder.projectID) }
    }
}

extension NewSync {
    /// The id of the sync that a plan was made for before the sync existed; nil if the text is not
    /// the id of such a plan.
    package static func id(ofPlan planID: String) -> String? {
        let id = planID.prefix(36).lowercased()
        return id.isUUID && planID.dropFirst(36).first == "-" ? id : nil
    }

    /// The sync that a complete description makes.
    ///
    /// - Throws: `CommandRefusal.incompleteSync`.
    package func sync(id: String, at time: Timestamp) throws(CommandRefusal) -> Sync {
        guard let name, let projectID, let connectionID, let environment, let secretPath,
            let options, let destination
        else { throw .incompleteSync }
        return Sync(
            id: id,
            name: name,
            description: description ?? nil,
            folder: FolderPath(
                projectID: projectID,
                environment: environment,
                secretPath: secretPath
            ),
            sourceName: sourceName ?? nil,
            connectionID: connectionID,
            destination: destination,
            options: options,
            isAutoSyncEnabled: isAutoSyncEnabled ?? true,
            createdAt: time,
            updatedAt: time
        )
    }
}

extension Sync {
    /// The sync with the changes that a request asks for.
    package func updated(_ new: NewSync, at time: Timestamp) -> Sync {
        var updated = self
        updated.name = new.name ?? name
        if let description = new.description { updated.description = description }
        updated.connectionID = new.connectionID ?? connectionID
        updated.folder = FolderPath(
            projectID: folder.projectID,
            environment: new.environment ?? folder.environment,
            secretPath: new.secretPath ?? folder.secretPath
        )
        if let sourceName = new.sourceName { updated.sourceName = sourceName }
        updated.options = new.options ?? options
        updated.destination = new.destination ?? destination
        // An earlier version recorded the id in capitals; it is the same account.
        if updated.destination.accountID == destination.accountID.asAccountID {
            updated.destination.accountID = destination.accountID
        }
        updated.isAutoSyncEnabled = new.isAutoSyncEnabled ?? isAutoSyncEnabled
        updated.updatedAt = time
        return updated
    }
}
