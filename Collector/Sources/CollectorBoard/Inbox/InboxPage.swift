// The inbox: one line for each thing that concerns somebody, unread ones marked.
import CollectorCore
import TellbackWire

struct InboxPage: Sendable {
  static let pageSize = 50

  struct Line: Sendable {
    var notice: Notice
    var event: TicketEvent
    var ticket: Ticket
  }

  /// One more than the page shows when there are older ones.
  let lines: [Line]
  let unread: Int64
  let before: Int64?
  let viewer: Viewer
  let now: Timestamp
  let done: Flash?

  func rendered() -> String {
    let shown = lines.prefix(Self.pageSize)
    let older: HTML? =
      lines.count > shown.count
      ? shown.last.map {
        "<a rel=\"next\"\(.href, Link("inbox", query: [("before", String($0.notice.id))]))>\(KitText.older)</a>"
      } : nil
    let newest: HTML? = before == nil ? nil : "<a\(.href, Link("inbox"))>\(KitText.newest)</a>"
    let all: HTML? =
      unread == 0
      ? nil
      : lines.first.map {
        ActButton("read", InboxText.markAll, viewer, Link("inbox"), values: [("newest", String($0.notice.id))]).html
      }
    let list: HTML =
      shown.isEmpty
      ? """
      <section class="empty"><h2>\(InboxText.nothing)</h2>
      <p>\(InboxText.nothingText)</p></section>
      """ : "<ul class=\"rows audit inbox\">\(shown.map(row))</ul>"
    return Frame(
      title: InboxText.title, section: .work, viewer: viewer,
      content: """
        <div class="outbox">
        <p class="crumbs"><a\(.href, Link("work"))>\(FrameText.myWork)</a></p>
        <div class="page-head"><h1>\(InboxText.title)</h1>\(all)</div>
        <p class="quiet">\(InboxText.unread(unread)) <a\(.href, Link("account", fragment: "notices"))>\(InboxText.whatYouAreTold)</a></p>
        \(Done.html(done))
        \(list)
        <nav class="pager"\(.ariaLabel, KitText.pages)>\(newest)\(older)</nav>
        </div>
        """
    ).rendered()
  }

  private func row(_ line: Line) -> HTML {
    let notice = line.notice
    let isUnread = notice.readAt == nil
    let read: HTML? =
      isUnread
      ? ActButton(
        "read", InboxText.mark, viewer, Link("inbox"),
        values: [("newest", String(notice.id)), ("notice", String(notice.id))],
        about: InboxText.aboutTicket(notice.ticket).text
      ).html : nil
    return """
      <li>\(isUnread ? "<span class=\"dot\"><span class=\"unseen\">\(InboxText.unreadMark) </span></span>" as HTML : nil)<div><span\(.class, isUnread ? "what" : "")>\(NoticeText.sentence(line.event, notice.reason))</span>
      <a\(.href, Link("tickets", String(notice.ticket)))><span>#\(notice.ticket) \(Words.inline(line.ticket.title, limit: 120))</span></a></div>
      <span class="quiet by">\(TimeText.html(notice.at, now: now))</span>\(read)</li>

      """
  }
}

/// On one's account: where one hears of what.
enum NoticeCard {
  static func html(_ choices: [NoticeReason: NoticeChannel], hasMail: Bool, _ viewer: Viewer) -> HTML {
    let rows = NoticeReason.allCases.map { reason -> HTML in
      let chosen = choices[reason] ?? reason.fallback
      let options = NoticeChannel.allCases.map { channel -> HTML in
        "<option\(.value, channel.rawValue)\(.selected, if: channel == chosen)>\(channel.label)</option>"
      }
      return """
        <label class="stack"><span>\(reason.label)</span><select\(.name, "notice-\(reason.rawValue)")>\(options)</select></label>
        """
    }
    let hint = hasMail ? InboxText.noticesHint : InboxText.noMail
    return """
      <form class="card" method="post" id="notices"\(.action, Link("account"))>
      <h2>\(InboxText.notices)</h2>
      \(Field.token(viewer))\(Field.hidden("act", "notices"))
      \(rows)
      <p class="hint">\(hint)</p>
      <div class="buttons"><button class="primary" type="submit">\(KitText.save)</button></div>
      </form>
      """
  }

  static func choices(_ form: (String) -> String?) -> [NoticeReason: NoticeChannel] {
    var choices: [NoticeReason: NoticeChannel] = [:]
    for reason in NoticeReason.allCases {
      if let channel = form("notice-\(reason.rawValue)").flatMap(NoticeChannel.init(rawValue:)) {
        choices[reason] = channel
      }
    }
    return choices
  }
}
