// What a report dialog shows, as a value: the words, what is known already, what will be taken out, what is left of the limits.
import TellbackWire

/// The state of a ``ReportForm``. An app's view draws it and calls the form's methods.
public struct ReportFormState: Sendable, Equatable {
  /// How far the report has come.
  public enum Phase: Sendable, Equatable {
    /// The person writes.
    case writing
    /// The report is being saved.
    case sending
    /// It is saved; tell the person the reference. `isDurable` false means in memory only.
    case sent(id: ReportID, reference: Reference, isDurable: Bool)
    /// The person thought better of it; nothing was saved.
    case cancelled
  }

  /// What the person has typed, exactly.
  public internal(set) var words = ""
  /// What they mean by it.
  public internal(set) var kind: ReportKind
  /// Where they are; nil takes the session's page.
  public internal(set) var page: String?
  /// How they want to be reached; nil takes the session's.
  public internal(set) var contact: String?
  /// The files that go along, in order.
  public internal(set) var attachments: [AttachmentInfo] = []
  /// True when ``suggestions``, ``redactedWords`` and ``takenOut`` are of these words: they follow by about a millisecond.
  public internal(set) var isCurrent = true
  /// Known issues that the words may be about, best first, at most three.
  public internal(set) var suggestions: [Suggestion] = []
  /// The words as they will be sent.
  public internal(set) var redactedWords = ""
  /// What is taken out of the words, by name, such as `e-mail`, each once. A rule of the app that leaves no name is not in it;
  /// ``redactedWords`` shows what it does.
  public internal(set) var takenOut: [String] = []
  /// How many bytes of words are left of ``WireLimits/text``; below zero when there are too many.
  public internal(set) var bytesLeft = WireLimits.text
  /// How many more files may be added.
  public internal(set) var attachmentsLeft = WireLimits.attachments
  /// True when the words so far survive the end of the app.
  public internal(set) var isKept = false
  /// True when the words are those of an earlier run that ended before they were sent.
  public internal(set) var isRestored = false
  /// Why the last attempt to send failed, in one sentence; the person can try again.
  public internal(set) var failure: String?
  public internal(set) var phase = Phase.writing

  /// True when there is something to send and it keeps its limits.
  public var canSend: Bool {
    phase == .writing && bytesLeft >= 0 && words.contains { !$0.isWhitespace }
  }
}
