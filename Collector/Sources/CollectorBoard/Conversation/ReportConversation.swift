// What was said about one report in both directions, oldest first, beside the report itself: it goes where the report goes.
import CollectorCore
import TellbackWire

struct ReportConversation: Sendable {
  /// Lines of it; older ones are counted.
  static let limit = 50

  /// What the reporter did, oldest first.
  var messages: [StoredMessage] = []
  /// What the reporter was told in words.
  var told: [TicketUpdate] = []
  var redactions: [Redaction] = []

  init() {}

  init(_ stored: StoredReport, _ reads: any StoreReads) throws {
    // What is kept back is read where it can be released.
    messages = try reads.messages(ofReport: stored.id, limit: Self.limit).filter {
      try $0.isApplied || reads.keptBack(message: $0.sequence) == nil
    }
    guard let installation = stored.installation else { return }
    told = try reads.updates(ofReports: [stored.id], installation: installation, app: stored.app)
      .filter { $0.message != nil }.suffix(Self.limit)
  }

  func html(now: Timestamp, name: HTML) -> HTML? {
    guard !messages.isEmpty || !told.isEmpty else { return nil }
    var lines = messages.map { message -> (at: Timestamp, html: HTML) in
      (
        message.receivedAt,
        line(
          "<strong>\(name)</strong> \(MessageWords.what(message.message))", message.message.text, message.receivedAt,
          now,
          isIn: true)
      )
    }
    lines += told.map { update in
      let who: HTML = update.by.map { "<strong>\(Words.inline($0, limit: 80))</strong>" } ?? "Tellback"
      let head = update.isPersonal ? ConversationText.said(who, toOne: name) : ConversationText.saidToAll(who)
      return (update.at, line(head, update.message, update.at, now, isIn: false))
    }
    lines.sort { $0.at < $1.at }
    return """
      <details class="part conversation" open><summary>\(ConversationText.title) <span class="quiet">\(lines.count)</span></summary><ol>\(lines.suffix(Self.limit).map(\.html))</ol></details>
      """
  }

  private func line(_ head: HTML, _ text: String?, _ at: Timestamp, _ now: Timestamp, isIn: Bool) -> HTML {
    let shown = text.map { Redaction.shown($0, redactions) }
    let words: HTML? = shown.map { "<div class=\"words\" dir=\"auto\">\(LinkedWords.html(Words.visible($0)))</div>" }
    return "<li\(.class, isIn ? "said-in" : "said-out")><p>\(head) \(TimeText.html(at, now: now))</p>\(words)</li>"
  }
}

enum MessageWords {
  static func what(_ message: ReporterMessage) -> HTML {
    switch message.content {
    case .reply, .read: "\(TimelineText.wrote)"
    case .verdict(let helped, _, _): "\(helped ? TimelineText.saysHelped : TimelineText.saysNotHelped)"
    case .rating(let stars, _): "\(TimelineText.gave(stars: "\(stars)"))"
    case .thanks: "\(TimelineText.saysThanks)"
    }
  }
}
