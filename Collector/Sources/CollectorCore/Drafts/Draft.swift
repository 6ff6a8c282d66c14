// Words that somebody has begun to write on a ticket. They are the writer's own, and follow a ticket that is merged.
import TellbackWire

/// The boxes of a ticket's page; text never moves between them.
public enum DraftBox: String, Sendable, CaseIterable {
  /// To the reporters.
  case answer
  /// For staff.
  case note
  /// To the reporters, with the ticket's outcome.
  case resolution
}

/// What is in one box.
public struct Draft: Sendable, Equatable {
  /// The longest draft, in bytes: more than can be sent, so that a text can be cut down.
  public static let limit = 40_000

  public var account: Int64
  public var ticket: Int64
  public var box: DraftBox
  public var text: String
  public var at: Timestamp

  public init(account: Int64, ticket: Int64, box: DraftBox, text: String, at: Timestamp) {
    self.account = account
    self.ticket = ticket
    self.box = box
    self.text = text
    self.at = at
  }
}

/// What a store keeps of drafts.
public protocol DraftReads {
  /// Those that a person has on a ticket and on the tickets merged into it, oldest first.
  func drafts(ofTicket number: Int64, account: Int64) throws -> [Draft]
}

/// Writes drafts, inside one transaction.
public protocol DraftWrites: DraftReads {
  /// In the place of the one before. The ticket is as it is given: merges are not followed.
  func saveDraft(_ draft: Draft) throws
  /// Does nothing when there is none.
  func deleteDraft(_ box: DraftBox, ticket: Int64, account: Int64) throws
}

extension DraftReads {
  /// What the boxes hold. Drafts of tickets that were merged follow each other, oldest first.
  public func draftTexts(ofTicket number: Int64, account: Int64) throws -> [DraftBox: String] {
    try drafts(ofTicket: number, account: account).reduce(into: [:]) { texts, draft in
      texts[draft.box] = texts[draft.box].map { $0 + "\n\n" + draft.text } ?? draft.text
    }
  }
}
