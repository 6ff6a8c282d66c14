// Two tickets side by side, with the words that both use marked, so that a person can decide whether they are duplicates.
import CollectorCore
import TellbackWire

struct ComparePage: Sendable {
  struct Side: Sendable {
    static let reportsShown = 3

    var ticket: Ticket
    var reports: [ReportOnTicket]
    var suggestions: [JudgedSuggestion]

    init?(_ number: Int64, _ reads: any StoreReads) throws {
      guard let ticket = try reads.shownTicket(number) else { return nil }
      self.ticket = ticket
      reports = try reads.reports(ofTicket: number, offset: 0, limit: Self.reportsShown).map {
        try ReportOnTicket($0, reads)
      }
      suggestions = try reads.judgedSuggestions(ofTicket: number)
    }
  }

  let left: Side
  let right: Side
  /// Why they may be the same; nil when nothing suggests it.
  let judged: JudgedSuggestion?
  let viewer: Viewer
  let now: Timestamp

  /// Two that were merged meanwhile are one, shown once.
  func rendered() -> String {
    Frame(
      title: MergeText.pair(left.ticket.number, right.ticket.number), section: .tickets, viewer: viewer,
      content: """
        <div class="ticket">
        <div class="ticket-head"><p class="crumbs"><a class="back"\(.href, Link("tickets", String(left.ticket.number)))>#\(left.ticket.number)</a></p>
        <h1>\(MergeText.same)</h1>
        \(because)\(buttons)</div>
        <div class="compare">\(side(left))\(left.ticket.number == right.ticket.number ? nil : side(right))</div>
        </div>
        """
    ).rendered()
  }

  private var words: [String] { judged?.suggestion.words ?? [] }

  private var because: HTML? {
    guard let judged else { return nil }
    let list = words.map { word -> HTML in "<mark>\(Words.inline(word, limit: 40))</mark> " }
    let said: HTML? = words.isEmpty ? nil : "<p class=\"quiet\">\(MergeText.bothSay("\(list)"))</p>"
    return "\(said)<p class=\"quiet likelihood\">\(LikelihoodText.of(judged))</p>"
  }

  private var buttons: HTML? {
    guard viewer.may(.move), left.ticket.number != right.ticket.number, left.ticket.app == right.ticket.app else {
      return nil
    }
    return """
      <div class="buttons"><a class="button primary"\(.href, MergeChoicePage.link(left.ticket.number, right.ticket.number))\(.dataAct, "merge")>\(MergeText.merge) <kbd>m</kbd></a>
      <form method="post"\(.action, Link("tickets", String(left.ticket.number), "links"))>
      \(Field.token(viewer))\(Field.hidden("other", String(right.ticket.number)))
      <button type="submit" name="act" value="different">\(MergeText.notTheSame)</button></form></div>
      """
  }

  private func side(_ side: Side) -> HTML {
    let ticket = side.ticket
    let voices = side.reports.map { entry -> HTML in
      guard let report = entry.report else { return "<p class=\"quiet\">\(MergeText.unreadable)</p>" }
      let text = Words.cut(Words.visible(report.text), to: 4_000)
      let error: HTML? = report.error.map {
        "<p class=\"message\" dir=\"auto\">\(MarkedWords.html(Words.cut("\($0.type): \($0.message)", to: 1_000), words))</p>"
      }
      return """
        <article class="report"><header><code>\(entry.stored.id.reference.description)</code> <span class="when">\(TimeText.html(entry.stored.receivedAt, now: now))</span></header>
        <div class="words" dir="auto">\(MarkedWords.html(text, words))</div>\(error)</article>
        """
    }
    return """
      <section\(.ariaLabel, MergeText.ticket(ticket.number))><h2><a\(.href, Link("tickets", String(ticket.number)))>#\(ticket.number)</a> <bdi>\(MarkedWords.html(Words.cut(Words.visible(ticket.title), to: 400), words))</bdi></h2>
      <div><p class="badges">\(Marks.state(ticket))\(Marks.severity(ticket.severity))\(Marks.reach(ticket))</p>
      \(ticket.page.map { "<p class=\"quiet\">\(Words.inline($0, limit: 200))</p>" as HTML })</div>
      <div class="voices">\(voices)</div></section>
      """
  }
}

/// Marks in a text what matching found in both, also in another inflection.
enum MarkedWords {
  static func html(_ text: String, _ words: [String]) -> HTML {
    let wanted = words.map { Array($0.lowercased().utf8) }
    guard !wanted.isEmpty else { return .text(text) }
    var html: HTML = .empty
    var plain = ""
    for piece in pieces(of: text) {
      if piece.isWord, wanted.contains(where: { isLike($0, Array(piece.text.lowercased().utf8)) }) {
        html += .text(plain)
        plain = ""
        html += "<mark>\(String(piece.text))</mark>"
      } else {
        plain += piece.text
      }
    }
    html += .text(plain)
    return html
  }

  private static func pieces(of text: String) -> [(text: Substring, isWord: Bool)] {
    var pieces: [(text: Substring, isWord: Bool)] = []
    var start = text.startIndex
    while start < text.endIndex {
      let isWord = isPart(text[start])
      let end = text[start...].firstIndex { isPart($0) != isWord } ?? text.endIndex
      pieces.append((text[start..<end], isWord))
      start = end
    }
    return pieces
  }

  private static func isPart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "'"
  }

  /// The same word, or one that differs in its last three letters alone: `upload` and `uploads`, `crashed` and `crashing`.
  private static func isLike(_ wanted: [UInt8], _ found: [UInt8]) -> Bool {
    if wanted == found { return true }
    let shared = zip(wanted, found).prefix { $0 == $1 }.count
    return shared >= 4 && shared + 3 >= max(wanted.count, found.count)
  }
}
