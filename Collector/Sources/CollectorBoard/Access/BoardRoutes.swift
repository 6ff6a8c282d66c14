// How the board adds routes: each states the permission that it needs, and what it states is what is enforced.
import CollectorCore
import CollectorHTTP

/// What a page or a form does for somebody who is signed in and may.
typealias Room = @Sendable (HTTPRequest, Viewer) async throws -> HTTPResponse
typealias FormRoom = @Sendable (HTTPRequest, HTTPForm, Viewer) async throws -> HTTPResponse

extension Router {
  /// A page for everybody who is signed in and has `permission`. Whoever lacks a second factor that is required of them is
  /// sent to set it up, unless `beforeFactor`.
  mutating func page(
    _ pattern: String, needs permission: Permission, beforeFactor: Bool = false, _ board: BoardContext,
    _ room: @escaping Room
  ) {
    async(.GET, pattern, access: RouteAccess(permission)) {
      await board.page($0, needs: permission, beforeFactor: beforeFactor, room)
    }
  }

  /// A form for everybody who is signed in and has `permission`. `maxBody` is in bytes.
  mutating func form(
    _ pattern: String, needs permission: Permission, beforeFactor: Bool = false, _ board: BoardContext,
    maxBody: Int = Router.defaultMaxBody, _ room: @escaping FormRoom
  ) {
    async(.POST, pattern, access: RouteAccess(permission), maxBody: maxBody) {
      await board.form($0, needs: permission, beforeFactor: beforeFactor, room)
    }
  }
}

extension RouteAccess {
  /// An account whose role has the permission.
  init(_ permission: Permission) { self.init("staff: \(permission.rawValue)") }
}

extension Permission {
  func refusal(_ role: StaffRole) -> HTTPError {
    HTTPError(
      status: 403, code: "not_your_role",
      message: self == .administer ? AccessText.notYourRoleAskAdmin(role) : AccessText.notYourRole(role))
  }
}
