// What a handler throws to give a certain answer, and what the parser says of a request it refuses.

/// An answer in the shape of an error: thrown by a handler, it is sent as `{"error":{"code":…,"message":…}}` with its status.
///
/// The message goes to the client: say what was wrong and what to do, and never put secrets in it.
public struct HTTPError: Error, Sendable {
  /// The status code, 400 to 599.
  public var status: Int
  /// A short machine-readable word, stable across versions.
  public var code: String
  /// One sentence for a person.
  public var message: String
  /// Fields to send with it, such as `Retry-After`.
  public var headers: HTTPHeaders

  public init(status: Int, code: String, message: String, headers: HTTPHeaders = [:]) {
    self.status = status
    self.code = code
    self.message = message
    self.headers = headers
  }

  /// 404 for something that this server does not have.
  public static let notFound = HTTPError(
    status: 404, code: "not_found", message: "There is nothing at this address.")

  static func badRequest(_ code: String, _ message: String) -> HTTPError {
    HTTPError(status: 400, code: code, message: message)
  }

  static let outOfMemory = HTTPError(
    status: 503, code: "out_of_memory", message: "The server has no memory for this; try again.",
    headers: ["Retry-After": "5"])

  static let internalError = HTTPError(
    status: 500, code: "internal_error",
    message: "The server could not answer this request. It has been logged; try again later.")
}
