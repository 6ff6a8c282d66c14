// Every route of the board, for every role, for every app: made from the route table, so that a route that states no
// permission, or that nobody says how to try, fails here.
import CollectorCore
import CollectorHTTP
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct RouteMatrixTests {
  private static func email(_ role: StaffRole, _ scope: String) -> String { "\(role.rawValue)-\(scope)@example.com" }

  private func withScene(_ body: (RouteScene) async throws -> Void) async throws {
    try await BoardFixture.with { house in
      let scene = try await RouteScene(house)
      for role in StaffRole.allCases {
        try await house.addAccount(Self.email(role, "alpha"), name: "Al", role: role, apps: .app(scene.alpha.id))
        try await house.addAccount(Self.email(role, "all"), name: "All", role: role)
      }
      try await body(scene)
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  /// Whoever sees some apps alone administers nothing.
  private static func may(_ role: StaffRole, _ permission: Permission, limited: Bool) -> Bool {
    role.may(permission) && !(limited && permission == .administer)
  }

  private func permission(_ route: (method: HTTPMethod, pattern: String, access: RouteAccess?)) throws -> Permission? {
    let access = try #require(route.access, "\(route.method) \(route.pattern) states nobody who may call it")
    if access == .anyone { return nil }
    let stated = Permission.allCases.first { RouteAccess($0) == access }
    #expect(stated != nil, "\(route.pattern) states \(access.name)")
    return stated
  }

  @Test func `every route of the board states who may call it, and is tried here`() async throws {
    try await withScene { scene in
      #expect(!scene.house.routes.isEmpty)
      for route in scene.house.routes {
        guard try permission(route) != nil else { continue }
        let isTried = route.method == .GET ? scene.targets(route.pattern) != nil : scene.forms(route.pattern) != nil
        #expect(isTried, "say in RouteScene.swift how \(route.method) \(route.pattern) is tried")
      }
      let open = scene.house.routes.filter { $0.access == .anyone }.map { "\($0.method) \($0.pattern)" }
      #expect(
        Set(open) == [
          "GET /sign-in", "POST /sign-in", "GET /sign-in/code", "POST /sign-in/code", "GET /join", "POST /join",
          "GET /assets/{name}",
        ])
    }
  }

  @Test(arguments: StaffRole.allCases)
  func `whoever sees one app sees nothing of another, whatever they ask`(role: StaffRole) async throws {
    try await withScene { scene in
      let house = scene.house
      let limited = try await house.signIn(Self.email(role, "alpha"))
      let free = try await house.signIn(Self.email(role, "all"))
      var shown = 0
      for route in house.routes where route.method == .GET {
        guard let permission = try permission(route), let targets = scene.targets(route.pattern) else { continue }
        for target in targets {
          let answer = try await house.get(target, as: limited)
          guard Self.may(role, permission, limited: true) else {
            #expect(answer.status == 403, "\(role) \(target)")
            if !role.may(permission) {
              #expect(try await house.get(target, as: free).status == 403, "\(role) \(target)")
            }
            continue
          }
          #expect([200, 303, 404].contains(answer.status), "\(role) \(target): \(answer.status)")
          expectNothing(of: scene, in: answer, asked: target)
          // The same question shows it to whoever sees all apps: the test would notice.
          let open = try await house.get(target, as: free)
          if open.text.contains(RouteScene.secret) || open["location"]?.contains("/tickets/\(scene.other)") == true {
            shown += 1
          }
        }
      }
      #expect(shown > 12)
    }
  }

  private func expectNothing(of scene: RouteScene, in answer: PlainAnswer, asked target: String) {
    let page = answer.text + (answer["location"] ?? "")
    // A page repeats what it was asked; it must not add to it.
    if !target.lowercased().contains(RouteScene.secret) {
      #expect(!page.lowercased().contains(RouteScene.secret), "\(target) shows the other app")
    }
    for number in [scene.other, scene.other + 1] where !target.hasPrefix("/tickets/") {
      #expect(!page.contains("/tickets/\(number)\""), "\(target) leads to ticket \(number)")
      #expect(answer["location"] != "/tickets/\(number)", "\(target) leads to ticket \(number)")
    }
    if target.hasPrefix("/tickets/\(scene.other)") || target.hasPrefix("/reports/") || target.contains("/compare/") {
      #expect(answer.status == 404, "\(target): \(answer.status)")
    }
  }

  @Test(arguments: StaffRole.allCases)
  func `a form does nothing in an app that is not seen, or without the permission`(role: StaffRole) async throws {
    try await withScene { scene in
      let house = scene.house
      let (limited, free) = (
        try await house.signIn(Self.email(role, "alpha")), try await house.signIn(Self.email(role, "all"))
      )
      let before = try await scene.state()
      for route in house.routes where route.method == .POST {
        guard let permission = try permission(route), let forms = scene.forms(route.pattern) else { continue }
        for (target, form) in forms {
          let act = form.first { $0.0 == "act" }.flatMap {
            TicketAction(rawValue: $0.1)?.permission ?? OwnerAction(rawValue: $0.1)?.permission
              ?? BulkAct(rawValue: $0.1)?.permission
          }
          let mayAct = [permission, act ?? permission].allSatisfy { Self.may(role, $0, limited: true) }
          let mayAll = [permission, act ?? permission].allSatisfy { role.may($0) }
          let answer = try await house.post(target, [("form_token", limited.token)] + form, as: limited)
          #expect(answer.status == (mayAct ? 404 : 403), "\(role) \(target) \(form): \(answer.status)")
          #expect(!answer.text.contains(RouteScene.secret))
          guard !mayAll else { continue }
          let refused = try await house.post(target, [("form_token", free.token)] + form, as: free)
          #expect(refused.status == 403, "\(role) \(target) \(form): \(refused.status)")
        }
      }
      #expect(try await scene.state() == before)
    }
  }

  @Test func `nobody who is signed out gets past the door`() async throws {
    try await withScene { scene in
      for route in scene.house.routes {
        guard try permission(route) != nil else { continue }
        for target in route.method == .GET ? scene.targets(route.pattern) ?? [] : [] {
          let answer = try await scene.house.get(target)
          #expect(answer.status == 303 && answer["location"]?.hasPrefix("/sign-in") == true, "\(target)")
        }
        for (target, form) in route.method == .POST ? scene.forms(route.pattern) ?? [] : [] {
          #expect(try await scene.house.post(target, form).status == 403, "\(target)")
        }
      }
    }
  }
}
