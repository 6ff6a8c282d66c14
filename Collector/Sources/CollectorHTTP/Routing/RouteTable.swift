// The router compiled for lookups: literal paths by a dictionary, the others by trying the narrowest pattern first.

struct RouteTable: Sendable {
  enum Match {
    case found(Router.Route, RouteParameters)
    /// `routes` are those of the path; none where the whole server is asked for.
    case options(allow: String, routes: [Router.Route])
    case methodNotAllowed(allow: String)
    case notFound
  }

  private struct Node: Sendable {
    var pattern: RoutePattern
    var routes: [Router.Route]
  }

  private var literal: [String: Node] = [:]
  private var patterns: [Node] = []

  /// Throws when a pattern is malformed or two routes have the same method and pattern.
  init(_ router: Router) throws(HTTPServerError) {
    var nodes: [String: Node] = [:]
    for route in router.entries {
      guard let pattern = RoutePattern(route.pattern), route.method != .HEAD, route.method != .OPTIONS,
        route.method != .TRACE, route.method != .QUERY
      else {
        throw .badRoute(
          method: route.method, pattern: route.pattern, reason: "malformed, or HEAD, OPTIONS, TRACE or QUERY")
      }
      guard nodes[route.pattern]?.routes.contains(where: { $0.method == route.method }) != true else {
        throw .badRoute(method: route.method, pattern: route.pattern, reason: "added twice")
      }
      nodes[route.pattern, default: Node(pattern: pattern, routes: [])].routes.append(route)
    }
    for node in nodes.values {
      if node.pattern.isLiteral { literal[node.pattern.text] = node } else { patterns.append(node) }
    }
    patterns.sort {
      $0.pattern.text < $1.pattern.text
    }
    patterns.sort { RoutePattern.isNarrower($0.pattern, than: $1.pattern) }
  }

  /// The route for a parsed head. An escaped slash does not separate segments.
  func match(_ head: ParsedHead) -> Match {
    if head.target.isAsterisk {
      return .options(allow: HTTPMethod.served.map(\.rawValue).joined(separator: ", "), routes: [])
    }
    if !head.target.pathIsEscaped, let node = literal[head.path],
      let route = Self.route(in: node, for: head.method)
    {
      return .found(route, RouteParameters())
    }
    return slowMatch(head)
  }

  private func slowMatch(_ head: ParsedHead) -> Match {
    guard let segments = Self.segments(head) else { return .notFound }
    var routes: [Router.Route] = []
    if let node = literal.values.first(where: { $0.pattern.match(segments) != nil }) {
      if let route = Self.route(in: node, for: head.method) { return .found(route, RouteParameters()) }
      routes += node.routes
    }
    for node in patterns {
      guard let parameters = node.pattern.match(segments) else { continue }
      if let route = Self.route(in: node, for: head.method) { return .found(route, parameters) }
      routes += node.routes
    }
    guard !routes.isEmpty else { return .notFound }
    var allowed = Set(routes.map(\.method))
    if allowed.contains(.GET) { allowed.insert(.HEAD) }
    allowed.insert(.OPTIONS)
    let allow = HTTPMethod.allCases.filter(allowed.contains).map(\.rawValue).joined(separator: ", ")
    return head.method == .OPTIONS ? .options(allow: allow, routes: routes) : .methodNotAllowed(allow: allow)
  }

  private static func route(in node: Node, for method: HTTPMethod) -> Router.Route? {
    let wanted = method == .HEAD ? HTTPMethod.GET : method
    return node.routes.first { $0.method == wanted }
  }

  private static func segments(_ head: ParsedHead) -> [String]? {
    var segments: [String] = []
    for piece in head.bytes[head.target.path].dropFirst().split(separator: Byte.slash, omittingEmptySubsequences: false)
    {
      guard let segment = PercentCoding.decode(piece, plusIsSpace: false) else { return nil }
      segments.append(segment)
    }
    return segments
  }
}
