internal import Encodings
internal import ChecklyClient
internal import Cryptography
internal import EventLog
internal import Projection
internal import ReadModels
internal import Reconciliation
internal import SyncModel

extension SyncRun {
    /// Plans the run from the present content of its destinations; changes nothing.
    ///
    /// Listings older than `freshness` are not used; nil means that everything is listed anew. With
    /// `onlyKept`, Checkly is asked for nothing. Failing to read a former destination does not
    /// affect the sync's own.
    func prepare(since freshness: Timestamp?, onlyKept: Bool = false) async throws -> RunPlan {
        let desired = try await desired()
        var plan = RunPlan()
        for target in destinations() {
            do {
                plan.destinations.append(
                    try await prepare(target, desired, since: freshness, onlyKept)
                )
            } catch  where !target.isCurrent && !Task.isCancelled {
                let failure = Failure.leftBehind(at: target, of: pending, Failure(error))
                plan.failure = plan.failure.joined(by: failure)
            }
        }
        return plan
    }

    private func prepare(
        _ target: RunDestination,
        _ desired: DesiredState,
        since freshness: Timestamp?,
        _ onlyKept: Bool
    ) async throws -> PlannedDestination {
        let client = makeClient(
            try open(target.connection.apiKey, .apiKey(connectionID: target.connection.id))
        )
        let holdings = try await holdings(of: target, client, since: freshness, onlyKept)
        return try prepare(target, client, holdings, desired)
    }

    /// The parts as a plan to show.
    func planned(_ prepared: [PlannedDestination]) -> PlannedPush {
        PlannedPush(
            syncID: sync.id,
            asOf: pinnedTo ?? state.position,
            pinnedTo: pinnedTo,
            parts: prepared.map(\.part),
            requestCount: prepared.reduce(0) { $0 + $1.requestCount + $1.holdings.requestCount },
            maxDeletions: pending == .push ? sync.options.maxDeletions : nil
        )
    }

    var status: SyncStatus? { state.statuses[sync.id] }

    /// The destinations of the run.
    ///
    /// Former ones are cleared too, unless the sync never deletes.
    private func destinations() -> [RunDestination] {
        let current = RunDestination(
            connection: connection,
            destination: sync.destination,
            isCurrent: true
        )
        if pending == .push, sync.options.disableSecretDeletion { return [current] }
        let former = (status?.formerDestinations ?? [])
            .compactMap { former in
                // Without its connection, a destination is unreachable; another connection's key
                // must not be used.
                state.connections[former.connectionID]
                    .map {
                        RunDestination(
                            connection: $0,
                            destination: former.destination,
                            isCurrent: false
                        )
                    }
            }
        return [current] + former
    }

    private func holdings(
        of target: RunDestination,
        _ client: ChecklyClient,
        since freshness: Timestamp?,
        _ onlyKept: Bool
    ) async throws -> PlannedDestination.Holdings {
        let account = target.destination.accountID
        if let id = target.destination.groupID {
            if onlyKept { throw Failure(problem: .listingNotKept, cause: .passing) }
            guard let group = try await client.group(id, account: account) else {
                if pending != .push || !target.isCurrent {
                    return try await missingGroup(id, client, account: account)
                }
                throw Failure(
                    problem: PushProblem(
                        code: PushProblem.destinationMissing,
                        message: "The account has no check group \(id). (Check the sync's groupId.)"
                    ),
                    cause: .permanent
                )
            }
            return .group(group)
        }
        let time = now()
        if let freshness, freshness <= time,
            let listing = listings.listing(of: account, in: freshness...time)
        {
            return .account(listing)
        }
        if onlyKept { throw Failure(problem: .listingNotKept, cause: .passing) }
        return .account(
            try await listings.renew(account) { () async throws(ChecklyError) -> Listing in
                Listing(try await client.variables(account: account), at: time)
            }
        )
    }

    /// Confirms that a group no longer exists; its variables are gone with it.
    ///
    /// Checkly also answers 404 for an account that the key cannot access, so the account's list of
    /// groups must agree.
    private func missingGroup(
        _ id: String,
        _ client: ChecklyClient,
        account: String
    ) async throws -> PlannedDestination.Holdings {
        guard try await client.groups(account: account).allSatisfy({ $0.id != id }) else {
            throw ChecklyError.unexpectedAnswer("check group \(id) is listed but not found.")
        }
        return .missingGroup
    }

    private func prepare(
        _ target: RunDestination,
        _ client: ChecklyClient,
        _ holdings: PlannedDestination.Holdings,
        _ desired: DesiredState
    ) throws -> PlannedDestination {
        let listed = holdings.variables
        let variables = target.isCurrent ? desired.variables : []
        let input = input(for: target, listed, desired)
        var (plan, problem): (Plan, PushProblem?) = (makePlan(input), nil)
        if case .group(let group) = holdings {
            (plan, problem) = try completed(plan, for: group, at: target, desired)
        }
        return PlannedDestination(
            runDestination: target,
            client: client,
            holdings: holdings,
            listedAt: holdings.listing?.listedAt ?? now(),
            desired: variables,
            plan: plan,
            problem: problem,
            drifts: target.isCurrent && pending == .push ? detectDrift(input) : [],
            ownKeys: Set(input.ledger.filter { $0.value.syncID == sync.id }.keys),
            flags: sync.options.variableType.flags
        )
    }

    private func input(
        for target: RunDestination,
        _ listed: [String: ListedVariable],
        _ desired: DesiredState
    ) -> PlanningInput {
        PlanningInput(
            of: sync,
            in: state,
            at: target.place,
            clears: !mayPark(at: target),
            desired: desired,
            listed: listed,
            ledger: state.ledger.entries[target.place] ?? [:],
            asOf: pinnedTo ?? state.position
        )
    }

    /// Whether changes may be parked: only in pushes to the sync's own destination.
    func mayPark(at target: RunDestination) -> Bool {
        pending == .push && target.isCurrent
    }

    /// The desired variables of this run: all of the sync's, or none for a removal.
    ///
    /// - Throws: `Failure` if nothing is known of the folder, which does not mean that it is empty.
    private func desired() async throws -> DesiredState {
        switch pending {
        case .remove:
            return DesiredState(
                folder: FolderID(source: "", path: sync.folder),
                variables: [],
                removals: [:]
            )
        case .push:
            let source = if let pinnedTo { try await history(pinnedTo) } else { state }
            guard var desired = source.desired(for: sync) else {
                throw Failure(
                    problem: source.excess(of: sync) ?? .folderUnknown,
                    cause: .permanent
                )
            }
            // A pinned sync's values could still be opened at its position but may have been
            // destroyed since.
            let gone = try log.reader.placesWithoutKey(among: desired.variables.map(\.value))
            for index in desired.variables.indices {
                desired.variables[index].isUnavailable = gone.contains(
                    desired.variables[index].value
                )
            }
            return desired
        }
    }
}

extension PlannedPush {
    /// The id for approving exactly this plan.
    ///
    /// It consists of the sync's id, a hyphen, and 32 hex digits of a hash of the effects, followed
    /// by `@` and a position if the plan pins to one.
    package var id: String {
        let digest = Hex.encode(SHA256.digest(CanonicalEncoding.encode(effects)))
        let pin = pinnedTo.map { "\(Self.pinMark)\($0.number)" } ?? ""
        return "\(syncID)-\(digest.prefix(32))\(pin)"
    }
}
