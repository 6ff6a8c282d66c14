// Who may call a route, as a name. The router carries it for lists and tests; the handler enforces it.

/// The name of what somebody needs in order to call a route, such as a permission or a key.
public struct RouteAccess: Sendable, Hashable {
  public let name: String

  public init(_ name: String) { self.name = name }

  /// Whoever can reach the server.
  public static let anyone = RouteAccess("anyone")
}
