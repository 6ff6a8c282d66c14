// The request methods this server speaks; any other token is answered 501 (RFC 9110 section 9.1).

/// A request method. Methods are case-sensitive.
public enum HTTPMethod: String, Sendable, CaseIterable {
  case GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS
  /// Known, and served nowhere: the first would send back the cookies of whoever is made to ask, nothing here needs the
  /// second. Known methods are answered 405 with what the address takes instead.
  case TRACE, QUERY

  /// The methods that something here may answer.
  static let served = allCases.filter { $0 != .TRACE && $0 != .QUERY }

  /// The method whose name is exactly `bytes`, or nil.
  init?(_ bytes: ArraySlice<UInt8>) {
    switch bytes.count {
    case 3:
      if bytes.elementsEqual("GET".utf8) {
        self = .GET
      } else if bytes.elementsEqual("PUT".utf8) {
        self = .PUT
      } else {
        return nil
      }
    case 4:
      if bytes.elementsEqual("POST".utf8) {
        self = .POST
      } else if bytes.elementsEqual("HEAD".utf8) {
        self = .HEAD
      } else {
        return nil
      }
    case 5:
      if bytes.elementsEqual("PATCH".utf8) {
        self = .PATCH
      } else if bytes.elementsEqual("TRACE".utf8) {
        self = .TRACE
      } else if bytes.elementsEqual("QUERY".utf8) {
        self = .QUERY
      } else {
        return nil
      }
    case 6:
      guard bytes.elementsEqual("DELETE".utf8) else { return nil }
      self = .DELETE
    case 7:
      guard bytes.elementsEqual("OPTIONS".utf8) else { return nil }
      self = .OPTIONS
    default: return nil
    }
  }
}
