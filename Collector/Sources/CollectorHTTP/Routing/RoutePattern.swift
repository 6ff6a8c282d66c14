// A route's pattern: `/v1/tickets/{number:int}/notes`. Segments are literals or one typed parameter each.

/// Compiled once, when the server is made; matching is O(number of segments).
struct RoutePattern: Sendable, Equatable {
  enum Segment: Sendable, Equatable {
    case literal(String)
    case integer(name: String)
    case uuid(name: String)
    case text(name: String)

    /// The order in which two patterns that fit the same path are tried: the narrower first.
    var breadth: Int {
      switch self {
      case .literal: 0
      case .integer: 1
      case .uuid: 2
      case .text: 3
      }
    }
  }

  let text: String
  let segments: [Segment]
  let isLiteral: Bool

  /// Nil when the pattern is malformed.
  init?(_ text: String) {
    guard text.utf8.first == Byte.slash else { return nil }
    var segments: [Segment] = []
    var names: Set<String> = []
    for piece in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard piece.contains("{") || piece.contains("}") else {
        segments.append(.literal(String(piece)))
        continue
      }
      guard piece.first == "{", piece.last == "}", piece.count > 2 else { return nil }
      let parts = piece.dropFirst().dropLast().split(separator: ":", omittingEmptySubsequences: false)
      let name = String(parts.first ?? "")
      guard !name.isEmpty, !name.contains("{"), !name.contains("}"), names.insert(name).inserted else { return nil }
      switch parts.count == 1 ? "string" : parts.count == 2 ? parts[1] : "" {
      case "string": segments.append(.text(name: name))
      case "int": segments.append(.integer(name: name))
      case "uuid": segments.append(.uuid(name: name))
      default: return nil
      }
    }
    self.text = text
    self.segments = segments
    isLiteral = segments.allSatisfy { $0.breadth == 0 }
  }

  /// What the decoded segments of a path give this pattern, or nil when they do not fit.
  func match(_ path: [String]) -> RouteParameters? {
    guard path.count == segments.count else { return nil }
    var values: [(name: String, value: String)] = []
    for (segment, value) in zip(segments, path) {
      switch segment {
      case .literal(let expected):
        guard expected.utf8.elementsEqual(value.utf8) else { return nil }
      case .integer(let name):
        guard RouteParameters.number(value) != nil else { return nil }
        values.append((name, value))
      case .uuid(let name):
        guard RouteParameters.uuidBytes(value) != nil else { return nil }
        values.append((name, value))
      case .text(let name):
        guard !value.isEmpty else { return nil }
        values.append((name, value))
      }
    }
    return RouteParameters(values)
  }

  static func isNarrower(_ left: RoutePattern, than right: RoutePattern) -> Bool {
    for (a, b) in zip(left.segments, right.segments) where a.breadth != b.breadth { return a.breadth < b.breadth }
    return left.segments.count < right.segments.count
  }
}
