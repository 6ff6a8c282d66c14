// What staff say to reporters beside a plain answer to all: to one alone, with files, and corrected.
import TellbackWire

/// Why words did not go to a reporter.
public enum ConversationError: Error, Sendable, Equatable, CustomStringConvertible {
  case notOnTicket(Reference, Int64)
  /// It came without an installation, so there is no app in which its reporter could be told.
  case outOfReach(Reference)
  case noSuchAnswer(Int64)
  /// It is still in its undo window.
  case notSentYet
  case nobodyWasTold
  case badFile(Phrase)

  public var description: String {
    switch self {
    case .notOnTicket(let reference, let number): "Report \(reference) is not on ticket \(number) any more."
    case .outOfReach(let reference):
      "Report \(reference) came through the plain HTTP API, so its reporter cannot be told in an app."
    case .noSuchAnswer: "There is no such answer on this ticket."
    case .notSentYet: "This answer is not sent yet. Undo it, and send it as it should be."
    case .nobodyWasTold: "Nobody has got this answer, so there is nothing to correct."
    case .badFile(let why): why.english
    }
  }
}

extension TicketActions {
  /// Writes new words in the place of a sent answer or of the words of a resolution. Both versions stay; whoever got the first
  /// gets the second, and sees that it is one.
  public func correctAnswer(_ event: Int64, note: String, by actor: Actor) throws {
    guard var first = try store.event(event) else { throw ConversationError.noSuchAnswer(event) }
    if first.kind == .corrected, let about = first.about, let found = try store.event(about) { first = found }
    guard first.kind == .answered || first.kind == .moved else { throw ConversationError.noSuchAnswer(event) }
    let ticket = try find(first.ticket)
    let note = try Self.required(note)
    try requireOwner(ticket, actor)
    guard try !store.outgoing(ofTicket: ticket.number).contains(where: { $0.event == first.id }) else {
      throw ConversationError.notSentYet
    }
    guard try store.reach(ofEvents: [first.id])[first.id].map({ $0.told > 0 }) ?? false else {
      throw ConversationError.nobodyWasTold
    }
    try requireFreeWords(note, actor, on: ticket)
    let words = try prepare(note, on: ticket, to: first.report, by: actor)
    try store.noteChange(ofTicket: ticket.number, at: now)
    let correction = try store.append(
      TicketEvent(
        ticket: ticket.number, at: now, actor: actor, kind: .corrected, report: first.report, text: words.text,
        about: first.id))
    try tell(
      .corrected, of: ticket.number, words, event: correction, by: actor, report: first.report, revises: first.id)
  }

  func checkReaches(_ id: ReportID, on ticket: Int64) throws {
    guard let report = try store.report(id), try store.shownTicket(ofReport: id) == ticket else {
      throw ConversationError.notOnTicket(id.reference, ticket)
    }
    guard report.installation != nil else { throw ConversationError.outOfReach(id.reference) }
  }

  func keep(_ files: [StaffFile], with event: Int64) throws {
    guard !files.isEmpty else { return }
    guard files.count <= WireLimits.attachments else {
      throw ConversationError.badFile(
        Phrase(
          "An answer takes at most \(WireLimits.attachments) files; these are \(files.count).",
          de: "Eine Antwort hat höchstens \(WireLimits.attachments) Dateien; das sind \(files.count)."))
    }
    for file in files {
      let (name, type) = (file.name.utf8.count, file.type.utf8.count)
      guard (1...WireLimits.attachmentName).contains(name), type <= WireLimits.attachmentType else {
        throw ConversationError.badFile(
          Phrase(
            "The name of a file has 1 to \(WireLimits.attachmentName) bytes and its type at most "
              + "\(WireLimits.attachmentType); one has \(name) and \(type).",
            de: "Der Name einer Datei hat 1 bis \(WireLimits.attachmentName) Byte und ihr Typ höchstens "
              + "\(WireLimits.attachmentType); eine hat \(name) und \(type)."))
      }
      guard file.data.count <= WireLimits.attachmentBytes else {
        throw ConversationError.badFile(
          Phrase(
            "The file \(file.name) has \(file.data.count) bytes; the limit is \(WireLimits.attachmentBytes) bytes.",
            de: "Die Datei \(file.name) hat \(file.data.count) Byte; erlaubt sind höchstens "
              + "\(WireLimits.attachmentBytes) Byte."))
      }
    }
    try store.addStaffFiles(files, event: event)
  }
}
