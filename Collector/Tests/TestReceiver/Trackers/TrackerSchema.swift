// What a vendor's published description wants of a request, read from a resource that names its source.
import CollectorHTTP
import Foundation

struct TrackerSchema: Sendable, Decodable {
  struct Operation: Sendable, Decodable {
    var required: [String]?
    /// The types of each field of the body that there is; a field that is not named is none of the vendor's.
    var properties: [String: [String]]?
    var values: [String: [String]]?
    /// Patterns of the parameters of the address.
    var query: [String: String]?
  }

  var source: String
  /// Patterns of headers that every request needs.
  var headers: [String: String]
  var operations: [String: Operation]

  static let github = Result { try JSONDecoder().decode(Self.self, from: Data(PackageResources.github_json)) }
  static let gitlab = Result { try JSONDecoder().decode(Self.self, from: Data(PackageResources.gitlab_json)) }

  /// What is wrong with a request, in words; empty when nothing is.
  func problems(of request: HTTPRequest, as name: String) -> [String] {
    guard let operation = operations[name] else { return ["\(name) is no operation"] }
    var problems: [String] = []
    for (header, pattern) in headers {
      guard let value = request.headers[header] else {
        problems.append("\(header) is missing")
        continue
      }
      if value.range(of: pattern, options: .regularExpression) == nil { problems.append("\(header) is \(value)") }
    }
    for (key, value) in request.query {
      guard let pattern = operation.query?[key] else {
        problems.append("there is no parameter \(key)")
        continue
      }
      if value.range(of: pattern, options: .regularExpression) == nil { problems.append("\(key) is \(value)") }
    }
    if operation.properties != nil { problems += bodyProblems(request, operation) }
    return problems
  }

  private func bodyProblems(_ request: HTTPRequest, _ operation: Operation) -> [String] {
    guard (request.headers["content-type"] ?? "").hasPrefix("application/json") else {
      return ["content-type is \(request.headers["content-type"] ?? "missing")"]
    }
    let object = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
    guard let object else { return ["the body is no JSON object"] }
    var problems = (operation.required ?? []).filter { object[$0] == nil }.map { "\($0) is missing" }
    for (key, value) in object {
      guard let types = operation.properties?[key] else {
        problems.append("there is no field \(key)")
        continue
      }
      if !types.contains(where: { Self.fits(value, $0) }) { problems.append("\(key) is of another type") }
      if let values = operation.values?[key], let text = value as? String, !values.contains(text) {
        problems.append("\(key) is \(text)")
      }
    }
    return problems
  }

  private static func fits(_ value: Any, _ type: String) -> Bool {
    switch type {
    case "string": value is String
    case "null": value is NSNull
    case "array:string": value is [String]
    case "array:integer": value is [Int]
    case "integer": value is Int && !(value is String)
    case "boolean": value is Bool
    default: false
    }
  }
}
