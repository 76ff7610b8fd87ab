package import SyncModel

/// The effect of each event on the state, group by group.
extension State {
    /// Applies one event; cannot fail, because events have already happened.
    package mutating func apply(_ event: RecordedEvent) {
        switch event.body {
        case .source(let body): apply(body)
        case .connection(let body): apply(body, of: event)
        case .sync(let body): apply(body, of: event)
        case .secrets(let body): apply(body, of: event)
        case .folder(let body): apply(body, of: event)
        case .delivery(let body): apply(body, of: event)
        case .push(let body): apply(body, of: event)
        case .pushing(let body): apply(body, of: event)
        case .administration(let body): apply(body, of: event)
        }
        noteSecret(of: event)
        position = event.position
        recordedAt = event.recordedAt
    }

    private mutating func apply(_ body: SourceEvent) {
        switch body {
        case .created(let source), .updated(let source): configure(source)
        case .deleted(let name):
            sources[name] = nil
            secretUses[name] = nil
            differences[name] = nil
        }
    }

    private mutating func apply(_ body: ConnectionEvent, of event: RecordedEvent) {
        switch body {
        case .created(let connection), .updated(let connection):
            connections[connection.id] = connection
            allowTrying(connection.id)
        case .deleted(let id):
            connections[id] = nil
            refusedConnections.remove(id)
            giveUpDestinations(reachedThrough: id, at: event.position)
        }
    }

    private mutating func apply(_ body: SyncEvent, of event: RecordedEvent) {
        switch body {
        case .created(let sync): add(sync, at: event.position)
        case .updated(let sync): update(sync, at: event.position)
        case .deleted(let id):
            if let sync = syncs.removeValue(forKey: id) { index.remove(sync) }
            statuses[id] = nil
            freeAll(of: id, at: event.position)
        case .pushRequested(let id):
            liftRefusal(of: id)
            statuses[id]?.retry(nil, at: event.position)
        case .planApproved(let id, let planID):
            statuses[id]?.approve(planID, at: event.position)
            liftRefusal(of: id)
        case .planRefused(let id, let planID, _): statuses[id]?.refuse(planID)
        case .removalRequested(let id, let deletesSync):
            liftRefusal(of: id)
            statuses[id]?.requestRemoval(at: event.position, deletesSync: deletesSync)
        case .adopted(let id, let destination, let keys):
            let place = Ledger.Place(destination)
            loseKeys(keys, at: place, to: id, event)
            ledger.adopt(keys, by: id, at: place, event)
            statuses[id]?.configure(at: event.position)
        case .paused(let id, let reason):
            statuses[id]?.pause = SyncStatus.Pause(since: event.recordedAt, reason: reason)
        case .resumed(let id, _): statuses[id]?.pause = nil
        case .pinned(let id, let asOf):
            statuses[id]?.pinnedTo = asOf
            statuses[id]?.configure(at: event.position)
        case .unpinned(let id):
            statuses[id]?.pinnedTo = nil
            statuses[id]?.configure(at: event.position)
        case .consentRequired(let id):
            statuses[id]?.consent = SyncStatus.Consent(requiredAt: event.position)
        case .consentGiven(let id, _, let keys): statuses[id]?.consent?.give(keys)
        case .parked(let id, let change):
            // What an outdated run found says nothing about the sync as it is now; what somebody
            // decided does.
            let isOfRun = change.problem != .planOutdated
            if change.key == nil, isOfRun, let run = statuses[id]?.openRun, isOutdated(run) {
                break
            }
            statuses[id]?.park(change, at: event.recordedAt)
        case .retried(let id, let key):
            liftRefusal(of: id)
            statuses[id]?.retry(key, at: event.position)
        case .changeSkipped(let id, let change):
            statuses[id]?.skip(change, at: event.position, event.recordedAt)
        case .driftDetected(let id, _, let drifts):
            statuses[id]?.drifts = drifts
            statuses[id]?.driftDetectedAt = event.recordedAt
        }
    }

    private mutating func apply(_ body: SecretsEvent, of event: RecordedEvent) {
        switch body {
        case .changed(let path, let changes, let leftOut):
            withFolder(path, of: event) { $0.apply(changes, leftOut, at: event.position) }
        case .snapshot(let path, let entries, let leftOut):
            withFolder(path, of: event) {
                $0.replace(
                    with: entries,
                    leftOut,
                    at: event.position,
                    endsCounts: event.snapshotEndsCounts
                )
            }
        case .imports(let path, let imports):
            setImports(imports, of: path, event)
        }
    }

    private mutating func apply(_ body: FolderEvent, of event: RecordedEvent) {
        switch body {
        case .declaredComplete(let id):
            folders[id]?.declareComplete(at: event.position)
        case .notified(let path, let environmentName):
            notice(path, event)
            if let environmentName {
                environmentNames[path.projectID, default: [:]][path.environment] = environmentName
            }
        case .observed(let path, let observation): observe(path, observation, event)
        case .fetchFailed(let path, let failure): fail(path, failure, event)
        case .emptiedHeld(let path, let held): hold(path, held, event)
        case .emptiedConfirmed(let path): confirmEmptied(path, event)
        }
    }

    private mutating func apply(_ body: DeliveryEvent, of event: RecordedEvent) {
        switch body {
        case .ignored, .malformed: break
        case .differed(let first): noteDifference(from: first, event)
        }
    }

    private mutating func apply(_ body: PushEvent, of event: RecordedEvent) {
        switch body {
        case .started(let run):
            statuses[run.syncID]?.start(run)
            conflicted.remove(run.syncID)
        case .attempted(let attempt):
            self.attempt(attempt, event)
        case .variableWritten(let variable): write(variable, event)
        case .variableDeleted(let variable):
            ledger.delete(variable)
            settle(variable)
            free(variable, at: event.position)
        case .variableFailed(let variable, let problem):
            if ledger.fail(variable, isOutcomeKnown: problem.isOutcomeKnown) {
                free(variable, at: event.position)
            }
            fail(variable, problem, event)
        case .variableSkipped(let variable, let problem):
            fail(variable, problem, event)
        case .finished(let run, let outcome): finish(run, outcome, event)
        }
    }

    private mutating func apply(_ body: PushingEvent, of event: RecordedEvent) {
        switch body {
        case .held(let reason): holdPushing(.asked, reason, event)
        case .released: hold = nil
        }
    }

    private mutating func apply(_ body: AdministrationEvent, of event: RecordedEvent) {
        switch body {
        case .logRestored: holdPushing(.restored, nil, event)
        case .valuesShredded(let shredded): shred(shredded, at: event.position)
        case .valuesRevealed, .logExported: break
        case .keyRotated(let rotation): rotate(rotation)
        case .tokenCreated(let token): tokens[token.name] = token
        case .tokenRevoked(let name): tokens[name] = nil
        case .notificationCreated(let target): notifications[target.name] = target
        case .notificationDeleted(let name): notifications[name] = nil
        }
    }
}
