// What staff note about reporters and organisations.
import TellbackWire

/// Why a note was not kept.
public enum SubjectNoteError: Error, Sendable, Equatable, CustomStringConvertible {
  case empty
  case tooLong(bytes: Int)
  case tooMany
  case nobody
  case noSuchNote

  public var description: String {
    switch self {
    case .empty: "Write a note first."
    case .tooLong(let bytes): "The note has \(bytes) bytes; the limit is \(SubjectNote.textLimit) bytes."
    case .tooMany: "\(SubjectNote.limit) notes are the limit; remove one first."
    case .nobody: "Nothing of theirs is here any more, so nothing is noted about them."
    case .noSuchNote: "This note is not there any more."
    }
  }
}

/// Writes and removes notes. Stateless; it works inside a transaction of the store.
public struct SubjectActions {
  private let store: any StoreWrites
  private let now: Timestamp

  public init(_ store: any StoreWrites, now: Timestamp) {
    self.store = store
    self.now = now
  }

  public func note(_ text: String, about subject: ReportSubject, by actor: Actor) throws {
    guard case .staff(let account, let name) = actor else { return }
    guard text.contains(where: { !$0.isWhitespace }) else { throw SubjectNoteError.empty }
    let bytes = text.utf8.count
    guard bytes <= SubjectNote.textLimit else { throw SubjectNoteError.tooLong(bytes: bytes) }
    guard try store.standings(of: subject, offset: 0, limit: 1).total > 0 else { throw SubjectNoteError.nobody }
    guard try store.notes(about: subject).count < SubjectNote.limit else { throw SubjectNoteError.tooMany }
    _ = try store.addNote(SubjectNote(subject: subject, account: account, by: name, at: now, text: text))
    try audit(.reporterNoted, subject, by: actor)
  }

  /// Anybody who may note may remove one: what is wrong about a person must not stay for want of its writer.
  public func removeNote(_ id: Int64, about subject: ReportSubject, by actor: Actor) throws {
    guard try store.note(id)?.subject == subject, try store.removeNote(id) else { throw SubjectNoteError.noSuchNote }
    try audit(.reporterNoteRemoved, subject, by: actor)
  }

  /// The log names no person who reports: erasing them must leave nothing in it.
  private func audit(_ act: AuditAct, _ subject: ReportSubject, by actor: Actor) throws {
    guard let by = AuditActor(actor) else { return }
    let what =
      switch subject {
      case .reporter: "a reporter"
      case .segment: "an organisation"
      }
    try store.audit(AuditEntry(at: now, act: act, by: by, app: subject.app, subject: what))
  }
}
