// One block: why, by whom, and everything that it keeps back.
import CollectorCore
import TellbackWire

struct BlockPage: Sendable {
  let details: BlockDetails
  let reports: [ReportOnTicket]
  let messages: [(message: StoredMessage, name: ReporterName)]
  let viewer: Viewer
  let now: Timestamp
  let done: Flash?
  let refusal: String?

  private var block: SenderBlock { details.block }
  private var link: Link { Link("settings", "blocked", String(block.id)) }

  func rendered() -> String {
    Frame(
      title: BlockText.one, section: .settings, viewer: viewer,
      content: """
        <div class="routing">
        \(SettingsTabs.html(.blocked, viewer))
        <p class="crumbs"><a class="back"\(.href, BlockRoutes.link)>\(BlockText.title)</a></p>
        <h1>\(BlockWords.who(details))</h1>
        \(Done.html(done))\(refusal.map { "<p class=\"alert\" role=\"alert\">\($0)</p>" as HTML })
        <section class="facts"\(.ariaLabel, BlockText.theBlock)><dl>
        \(fact(KitText.reason, Words.inline(block.reason, limit: SenderBlock.reasonLimit)))
        \(fact(KitText.app, Words.inline(details.app, limit: 100)))
        \(fact(BlockText.blockedBy, "\(Words.inline(block.by, limit: 80)) \(TimeText.html(block.at, now: now))"))
        \(block.endedAt.map { fact(BlockText.endedBy, "\(Words.inline(block.endedBy ?? "", limit: 80)) \(TimeText.html($0, now: now))") })
        \(details.ticket.map { fact(BlockText.decidedOver, "<a\(.href, Link("tickets", String($0)))>\(BlockText.theTicket($0))</a>") })
        \(fact(BlockText.keptBackLabel, "\(BlockText.kept(details.kept))"))
        </dl></section>
        \(ways)
        \(kept)
        </div>
        """
    ).rendered()
  }

  private func fact(_ name: Phrase, _ value: HTML) -> HTML { "<div><dt>\(name)</dt><dd>\(value)</dd></div>" }

  /// Whoever ends a block says what becomes of what was kept back.
  private var ways: HTML? {
    let buttons: HTML
    switch (block.holds, details.kept.isEmpty) {
    case (true, true): buttons = "<button type=\"submit\" name=\"act\" value=\"unblock\">\(BlockText.unblock)</button>"
    case (true, false):
      buttons = """
        <button class="primary" type="submit" name="act" value="unblock-release">\(BlockText.unblockRelease)</button>
        <button type="submit" name="act" value="unblock">\(BlockText.unblockLeave)</button>
        <button type="submit" name="act" value="release">\(BlockText.releaseGoOn)</button>
        """
    case (false, false):
      buttons =
        "<button class=\"primary\" type=\"submit\" name=\"act\" value=\"release\">\(BlockText.releaseAll)</button>"
    case (false, true): return nil
    }
    return """
      <form method="post"\(.action, link)>\(Field.token(viewer))<div class="buttons">\(buttons)</div></form>
      """
  }

  private var kept: HTML {
    guard !reports.isEmpty || !messages.isEmpty else {
      return "<p class=\"quiet\">\(BlockText.nothingKept)</p>"
    }
    let articles = reports.map { entry -> HTML in
      """
      \(ReportArticle(entry: entry, ticket: nil, now: now, isWhole: false, isOpen: false).html)
      \(one("release-report", entry.stored.id, BlockText.releaseReport(entry.stored.id.reference.description)))
      """
    }
    let lines = messages.map { message, name -> HTML in
      let words: HTML? = message.message.text.map {
        "<div class=\"words\" dir=\"auto\">\(LinkedWords.html(Words.visible($0)))</div>"
      }
      return """
        <li class="said-in"><p>\(name.html) \(MessageWords.what(message.message))\(BlockText.about(message.message.report.reference.description)) \(TimeText.html(message.receivedAt, now: now))</p>\(words)
        \(one("release-message", message.message.id, BlockText.releaseMessage))</li>
        """
    }
    let more = details.kept.reports - Int64(reports.count) + details.kept.messages - Int64(messages.count)
    return """
      \(reports.isEmpty ? nil : "<section class=\"voices\" aria-labelledby=\"kept-reports\"><h2 id=\"kept-reports\">\(BlockText.reports)</h2>\(articles)</section>" as HTML)
      \(messages.isEmpty ? nil : "<section class=\"conversation\" aria-labelledby=\"kept-messages\"><h2 id=\"kept-messages\">\(BlockText.messages)</h2><ol>\(lines)</ol></section>" as HTML)
      \(more > 0 ? "<p class=\"quiet\">\(BlockText.more(more))</p>" as HTML : nil)
      """
  }

  private func one(_ act: String, _ id: ReportID, _ label: Phrase) -> HTML {
    """
    <form class="act-plain" method="post"\(.action, link)>\(Field.token(viewer))\(Field.hidden("id", id.description))
    <button type="submit" name="act"\(.value, act)\(.ariaLabel, label)>\(BlockText.release)</button></form>
    """
  }
}
