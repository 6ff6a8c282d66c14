// What holds for every answer of a route, also for those that the server gives without asking its handler.

/// Rules for the answers of one route.
public struct AnswerPolicy: Sendable {
  /// Fields of every answer, also of OPTIONS and of refusals.
  public var headers: HTTPHeaders
  /// The connection closes without an answer where a status of 500 or more, or 408, would be sent: for clients that throw away
  /// what they sent at such an answer, and keep it when the connection breaks.
  public var closesOnFailure: Bool

  public init(headers: HTTPHeaders = [:], closesOnFailure: Bool = false) {
    self.headers = headers
    self.closesOnFailure = closesOnFailure
  }

  func closes(_ status: Int) -> Bool { closesOnFailure && (status >= 500 || status == 408) }
}
