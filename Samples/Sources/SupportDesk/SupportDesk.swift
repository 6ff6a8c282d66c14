// What somebody of support does, through the collector's staff API.
import Foundation

/// A person of support, by a personal token with the scopes `read`, `claim`, `answer` and `move`.
public struct SupportDesk: Sendable {
  private let client: StaffClient

  public init(board: URL, token: String) { client = StaffClient(base: board, token: token) }

  /// Writes to everyone who reported the ticket, and takes it first: whoever answers it has it. Throws, with who has it, when
  /// somebody else does.
  public func answer(_ ticket: Int64, _ words: String) async throws {
    try await claim(ticket)
    try await change(ticket, "answers", ["text": words])
  }

  /// Ends the ticket. `resolution` is one of the outcomes that fit the ticket's kind, such as `code`, `content`, `explanation`
  /// or `no_solution`; for `code`, `version` names the version with the fix, and nil says that it is not released yet.
  public func resolve(_ ticket: Int64, as resolution: String, in version: String? = nil, _ words: String) async throws {
    try await claim(ticket)
    let move = Move(
      to: "resolved", resolution: resolution, fixedIn: version,
      unreleased: resolution == "code" && version == nil ? true : nil, text: words)
    try await change(ticket, "moves", move)
  }

  /// Tells every copy of the app about the ticket: under this title, with what helps until it is fixed, and with other
  /// words that people use for it.
  public func publish(_ ticket: Int64, title: String, workaround: String, words: String) async throws {
    try await change(ticket, "known-issue", ["title": title, "workaround": workaround, "words": words])
  }

  /// The tickets that are perhaps the same, a line each, with the words that speak for it.
  public func similar(_ ticket: Int64) async throws -> [String] {
    try await client.get("/v1/tickets/\(ticket)/similar", as: SimilarTickets.self).answer.similar.map(\.line)
  }

  /// What happened on a ticket, a line each, the oldest first; at most 200.
  public func read(_ ticket: Int64) async throws -> [String] {
    try await client.get("/v1/tickets/\(ticket)/events", as: TicketEvents.self).answer.events.map(\.line)
  }

  private func claim(_ ticket: Int64) async throws { try await change(ticket, "claim", [String: String]()) }

  /// Reads the ticket and changes it as it was read: where somebody was quicker, the collector says so and nothing is done.
  private func change(_ ticket: Int64, _ what: String, _ body: some Encodable) async throws {
    let path = "/v1/tickets/\(ticket)"
    let (_, tag) = try await client.get(path, as: Ticket.self)
    guard let tag else { throw DeskError("Ticket \(ticket) came without an ETag.") }
    try await client.post("\(path)/\(what)", body, ifMatch: tag)
  }
}

/// As much of a ticket as the desk looks at.
private struct Ticket: Decodable {
  var number: Int64
}

private struct Move: Encodable {
  var to: String
  var resolution: String
  var fixedIn: String?
  var unreleased: Bool?
  var text: String
}

struct SimilarTickets: Decodable {
  struct Candidate: Decodable {
    var number: Int64
    var title: String
    var words: [String]

    var line: String {
      "#\(number) \(title)" + (words.isEmpty ? "" : ", both say " + words.joined(separator: " "))
    }
  }

  var similar: [Candidate]
}

struct TicketEvents: Decodable {
  struct Event: Decodable {
    struct Person: Decodable { var name: String }

    var kind: String
    var by: Person?
    var text: String?

    var line: String { [kind, by.map { "by \($0.name)" }, text].compactMap { $0 }.joined(separator: " ") }
  }

  var events: [Event]
}
