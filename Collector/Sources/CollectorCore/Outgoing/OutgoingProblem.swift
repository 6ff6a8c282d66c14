// Why something that goes out did not arrive: a webhook, a mail, a request to a tracker. It is kept as data, so that everybody is told in
// their own language.

public struct OutgoingProblem: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    /// Any of them: nothing was sent, or nobody answered.
    case notPublic = "not_public"
    case noAnswer = "no_answer"
    // Webhooks.
    case answered
    case redirected
    case unwanted
    // Mail.
    case mailRefused = "mail_refused"
    case mailPutOff = "mail_put_off"
    case mailServerAway = "mail_server_away"
    // Trackers.
    case badToken = "bad_token"
    case forbidden
    case tooManyRequests = "too_many_requests"
    case noProject = "no_project"
    case noIssue = "no_issue"
    case issuesOff = "issues_off"
    case issueDeleted = "issue_deleted"
    case projectMoved = "project_moved"
    case issueRefused = "issue_refused"
    case trackerFailed = "tracker_failed"
    case notAnIssue = "not_an_issue"
    case requestRefused = "request_refused"
    case held
    case lostAmongMany = "lost_among_many"
  }

  /// Bytes of ``stored``.
  public static let limit = 480

  public let kind: Kind
  /// The status of the answer; for ``Kind/lostAmongMany`` how many issues were looked at.
  public let number: Int?
  /// What the other side or libcurl says of it, in its own words.
  public let said: String?

  public init(_ kind: Kind, _ number: Int? = nil, said: String? = nil) {
    self.kind = kind
    self.number = number
    self.said = said.flatMap { $0.isEmpty ? nil : $0 }
  }

  // MARK: In the store

  /// `#KIND NUMBER WORDS`, with `-` for no number; at most ``limit`` bytes.
  public var stored: String {
    AuditEntry.cut("#\(kind.rawValue) \(number.map(String.init) ?? "-") \(said ?? "")", to: Self.limit)
  }

  /// Nil for a sentence, which is what older releases kept.
  public init?(stored: String) {
    let parts = stored.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].first == "#", let kind = Kind(rawValue: String(parts[0].dropFirst())) else {
      return nil
    }
    self.init(kind, Int(parts[1]), said: String(parts[2]))
  }

  // MARK: In words

  /// What the store has of it, for whoever reads; `text` where it is a sentence already.
  public static func told(_ text: String) -> String { OutgoingProblem(stored: text)?.text ?? text }

  /// One or two sentences in the reader's language; the other side's words stay as they are.
  public var text: String {
    let sentence = phrase.text
    switch (kind, said) {
    case (_, nil): return sentence
    case (.noAnswer, .some(let said)): return "\(sentence) \(said)"
    case (_, .some(let said)): return "\(sentence) \(Phrase("It says:", de: "Dort heißt es:").text) \(said)"
    }
  }

  private var phrase: Phrase {
    let number = number.map(String.init) ?? ""
    func tracker(_ english: String, de german: String) -> Phrase {
      Phrase("The tracker answered \(number): \(english)", de: "Der Tracker antwortete mit \(number): \(german)")
    }
    return switch kind {
    case .notPublic:
      Phrase(
        "The address leads to a network that is not public, so nothing was sent. If it is yours, run the collector with --allow-private-webhooks.",
        de:
          "Die Adresse führt in ein Netz, das nicht öffentlich ist, darum wurde nichts gesendet. Ist es das eigene, muss der Collector mit --allow-private-webhooks laufen."
      )
    case .noAnswer: Phrase("The other side was not reached.", de: "Die Gegenseite wurde nicht erreicht.")
    case .answered: Phrase("The receiver answered \(number).", de: "Der Empfänger antwortete mit \(number).")
    case .redirected:
      Phrase(
        "The receiver answered \(number), a redirect. None is followed: set its new address.",
        de:
          "Der Empfänger antwortete mit \(number), einer Umleitung. Keiner wird gefolgt: die neue Adresse muss eingetragen werden."
      )
    case .unwanted:
      Phrase(
        "The receiver answered \(number) Gone: it wants nothing more.",
        de: "Der Empfänger antwortete mit \(number) Gone: Er will nichts mehr.")
    case .mailRefused:
      Phrase("The mail server refused it with \(number).", de: "Der Mailserver lehnte sie mit \(number) ab.")
    case .mailPutOff:
      Phrase("The mail server put it off with \(number).", de: "Der Mailserver verschob sie mit \(number).")
    case .mailServerAway:
      Phrase(
        "The mail server was not reached in five days.", de: "Der Mailserver wurde fünf Tage lang nicht erreicht.")
    case .badToken: tracker("it does not take the token.", de: "Er nimmt das Token nicht an.")
    case .forbidden: tracker("the token may not do this.", de: "Das Token darf das nicht.")
    case .tooManyRequests: tracker("there were too many requests.", de: "Es waren zu viele Anfragen.")
    case .noProject:
      tracker(
        "there is no such project, or the token may not see it.",
        de: "Dieses Projekt gibt es nicht, oder das Token darf es nicht sehen.")
    case .noIssue:
      tracker(
        "there is no such issue, or the token may not see it any more.",
        de: "Dieses Issue gibt es nicht, oder das Token darf es nicht mehr sehen.")
    case .issuesOff:
      tracker("the project has its issues turned off.", de: "Im Projekt sind Issues abgeschaltet.")
    case .issueDeleted: tracker("the issue was deleted.", de: "Das Issue wurde gelöscht.")
    case .projectMoved:
      tracker(
        "the project was moved, and no redirect is followed. Set its new address.",
        de: "Das Projekt ist umgezogen, und keiner Umleitung wird gefolgt. Die neue Adresse muss eingetragen werden.")
    case .issueRefused:
      tracker("it does not take the issue as it is.", de: "Er nimmt das Issue so nicht an.")
    case .trackerFailed: tracker("it failed.", de: "Dort ging etwas schief.")
    case .notAnIssue: tracker("what it sent is no issue.", de: "Was er sandte, ist kein Issue.")
    case .requestRefused: tracker("it does not take the request.", de: "Er nimmt die Anfrage nicht an.")
    case .held:
      Phrase("The tracker wants no more requests for now.", de: "Der Tracker will vorerst keine Anfragen mehr.")
    case .lostAmongMany:
      Phrase(
        "The tracker has more than \(number) new issues, among which the one that may be there was not found. Look there, and tie it by its address, or try again.",
        de:
          "Der Tracker hat mehr als \(number) neue Issues; das eine, das darunter sein kann, wurde nicht gefunden. Dort nachsehen und es mit seiner Adresse verknüpfen, oder erneut versuchen."
      )
    }
  }
}
