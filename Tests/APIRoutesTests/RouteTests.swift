import APIContract
import APIRoutes
import Testing

@Suite struct RouteTests {
    @Test func `no two routes have a name, or a method and a path, in common`() {
        let routes = Route.all
        #expect(routes.count > 60)
        #expect(Set(routes.map(\.id)).count == routes.count)
        let places = routes.map { "\($0.method.rawValue) \($0.path)" }
        #expect(Set(places).count == places.count)
    }

    @Test func `whoever is no admin can only read`() {
        for route in Route.all {
            switch route.audience {
            case .admin: continue
            case .anyone, .auditor: #expect(route.effect == .reads, "\(route.id)")
            }
        }
    }

    @Test func `only health, readiness and the document are open to anyone`() {
        #expect(
            Route.all.filter(\.isOpen).map(\.id)
                == ["getHealth", "getReadiness", "getDocument"]
        )
    }

    @Test func `a path is filled in part by part, and nothing leaves its part`() {
        #expect(Route.getSync.path(filledWith: ["a"]) == "/api/v1/secret-syncs/checkly/a")
        #expect(
            Route.listGroups.path(filledWith: ["c/1?x", "ä"])
                == "/api/v1/app-connections/checkly/c%2F1%3Fx/accounts/%C3%A4/groups"
        )
        #expect(Route.getHold.path(filledWith: []) == "/api/v1/hold")
    }
}
