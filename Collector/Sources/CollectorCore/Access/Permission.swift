// Who may do what: the one place that decides it. Every route of the board states one of these.

/// Something that a person does with tickets, or with the collector itself.
public enum Permission: String, Sendable, CaseIterable {
  /// To see the tickets of one's apps.
  case read
  /// Words for staff alone.
  case note
  /// Words to the reporters.
  case answer
  /// To take a ticket, to hand it over and to hand it back. Whoever owns one answers it.
  case claim
  /// To take a ticket from somebody else, and to hand out others' tickets.
  case takeOver = "take_over"
  /// To let a ticket wait, to resolve, reopen, sort, merge and split it, and to publish it.
  case move
  /// To write canned answers.
  case editAnswers = "edit_answers"
  /// To let out answers that wait for a second person.
  case approve
  /// To take words and files out of what reporters sent.
  case redact
  /// Accounts, settings and what people did.
  case administer
  /// To see the settings by which tickets are treated.
  case readSettings = "read_settings"
  /// To block a sender, to look at what is kept back, and to release it.
  case block
  /// To write down launches, and what is expected of them.
  case announce
  /// To gather tickets under a pain point, to decide on it, and to write what helps and what was tried.
  case managePain = "pain"
  /// To set the dates before and after which numbers are compared.
  case setDates = "set_dates"

  /// What a token can be for: what the API offers.
  public static let scopes: [Permission] = [
    .read, .note, .answer, .claim, .takeOver, .move, .approve, .redact, .administer, .managePain,
  ]
}

extension StaffRole {
  /// Leaders read and answer; moving tickets is for those who work on them; accounts are for admins.
  public func may(_ permission: Permission) -> Bool {
    switch permission {
    case .read, .note, .answer, .claim: true
    case .takeOver, .setDates: self == .admin || self == .support
    case .move: self != .lead
    case .editAnswers, .approve, .redact: self == .admin || self == .support || self == .lead
    case .administer: self == .admin
    case .readSettings: self == .admin || self == .lead
    case .block: self == .admin || self == .support || self == .lead
    case .announce: self != .volunteer
    case .managePain: self != .volunteer
    }
  }
}
