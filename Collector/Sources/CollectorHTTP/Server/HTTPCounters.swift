// What the server counts, for /metrics. Each loop counts for itself and publishes once per turn.

/// Totals since the start, except `open`.
public struct HTTPCounters: Sendable, Equatable {
  /// Why the server turned something away by itself.
  public enum Refusal: String, Sendable, CaseIterable {
    /// More connections than allowed in all.
    case connections
    /// More connections than allowed from one address.
    case address
    /// The process has no file descriptor left.
    case descriptors
    /// A request that breaks the grammar of HTTP: 400, 417, 501, 505.
    case malformed
    /// A head, body or field count over its limit: 413, 414, 431; or 415.
    case limit
    /// A large body for which no memory was left: 503.
    case memory
    /// A large request that came when its loop was behind: 503.
    case overload
    /// A head or body that was not whole in time: 408.
    case slow
    /// A handler that did not answer in time: 503.
    case handler
    /// A connection that waited longest for its client, closed because a new one needed its place.
    case displaced
    /// A reader that did not take its answer or its events in time.
    case reader
    /// A connection closed in place of an answer at which its client would throw away what it sent: see ``AnswerPolicy``.
    case unanswered
  }

  /// Connections accepted.
  public var accepted = 0
  /// Connections open now.
  public var open = 0
  /// Answers by the first digit of their status, 1 to 5, at index 0 to 4.
  public var answers = [0, 0, 0, 0, 0]
  /// What the server turned away by itself.
  public var refused: [Refusal: Int] = [:]
  /// Bytes read from sockets.
  public var bytesReceived = 0
  /// Bytes written to sockets.
  public var bytesSent = 0

  public init() {}

  /// Answers of all classes but 1xx.
  public var requests: Int { answers.dropFirst().reduce(0, +) }

  mutating func countAnswer(_ status: Int) {
    let index = status / 100 - 1
    if answers.indices.contains(index) { answers[index] += 1 }
  }

  mutating func add(_ other: HTTPCounters) {
    accepted += other.accepted
    open += other.open
    for index in answers.indices { answers[index] += other.answers[index] }
    refused.merge(other.refused, uniquingKeysWith: +)
    bytesReceived += other.bytesReceived
    bytesSent += other.bytesSent
  }
}
