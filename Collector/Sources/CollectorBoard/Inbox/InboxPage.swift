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
        "<a rel=\"next\"\(.href, Link("inbox", query: [("before", String($0.notice.id))]))>Older</a>"
      } : nil
    let newest: HTML? = before == nil ? nil : "<a\(.href, Link("inbox"))>Newest</a>"
    let all: HTML? =
      unread == 0
      ? nil
      : lines.first.map {
        ActButton("read", "Mark all as read", viewer, Link("inbox"), values: [("newest", String($0.notice.id))]).html
      }
    let list: HTML =
      shown.isEmpty
      ? """
      <section class="empty"><h2>Nothing yet</h2>
      <p>When somebody mentions you, hands you a ticket, or a reporter replies on one of yours, it stands here.</p></section>
      """ : "<ul class=\"rows audit inbox\">\(shown.map(row))</ul>"
    return Frame(
      title: "Inbox", section: .work, viewer: viewer,
      content: """
        <div class="outbox">
        <p class="crumbs"><a\(.href, Link("work"))>My work</a></p>
        <div class="page-head"><h1>Inbox</h1>\(all)</div>
        <p class="quiet">\(unread == 0 ? "Nothing unread." : "\(CountText.grouped(unread)) unread.") <a\(.href, Link("account", fragment: "notices"))>What you are told of</a></p>
        \(Done.html(done))
        \(list)
        <nav class="pager" aria-label="Pages">\(newest)\(older)</nav>
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
        "read", "Mark as read", viewer, Link("inbox"),
        values: [("newest", String(notice.id)), ("notice", String(notice.id))], about: "ticket \(notice.ticket)"
      ).html : nil
    return """
      <li>\(isUnread ? "<span class=\"dot\"><span class=\"unseen\">Unread: </span></span>" as HTML : nil)<div><span\(.class, isUnread ? "what" : "")>\(NoticeText.sentence(line.event, notice.reason))</span>
      <a\(.href, Link("tickets", String(notice.ticket)))><span>#\(notice.ticket) \(Words.inline(line.ticket.title, limit: 120))</span></a></div>
      <span class="quiet by">\(TimeText.html(notice.at, now: now))</span>\(read)</li>

      """
  }
}

enum NoticeText {
  static func sentence(_ event: TicketEvent, _ reason: NoticeReason) -> HTML {
    let who: HTML = event.actor.name.map { Words.inline($0, limit: 80) } ?? "The collector"
    switch (reason, event.kind) {
    case (.undecided, _): return "\(PainText.undecidedNotice)"
    case (.mention, _): return "\(who) mentioned you"
    case (.handedOver, _): return "\(who) handed over to \(Words.inline(event.detail ?? "you", limit: 100))"
    case (.claimEnded, .tookOver): return "\(who) took over"
    case (.claimEnded, _): return "Your claim was given back: left idle"
    case (_, .replied): return "A reporter replied"
    case (_, .helped): return "It helped a reporter"
    case (_, .notHelped): return "It did not help a reporter"
    case (_, .rated): return "A reporter gave \(Words.inline(event.detail ?? "?", limit: 4)) of 5 stars"
    case (_, .thanked): return "A reporter says thanks"
    case (_, .noted): return "\(who) wrote a note"
    case (_, .answered): return "\(who) answered"
    case (_, .corrected): return "\(who) corrected an answer"
    case (_, .handedOver): return "\(who) handed it over to \(Words.inline(event.detail ?? "somebody", limit: 100))"
    case (_, .handedBack): return "\(who) handed it back"
    case (_, .tookOver): return "\(who) took it over"
    case (_, .mergedInto), (_, .absorbed): return "It was merged"
    case (_, .published): return "It is published as a known issue"
    case (_, .triaged): return "\(who) sorted it"
    case (_, .claimed): return "\(who) claimed it"
    case (_, .moved): return "It is \(event.to?.label.lowercased() ?? "changed") now"
    default: return "Something happened"
    }
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
    let hint: HTML =
      hasMail
      ? "Several within some minutes become one mail. What you do yourself is never told to you."
      : "Mail is not set up on this collector, so everything stays in the inbox."
    return """
      <form class="card" method="post" id="notices"\(.action, Link("account"))>
      <h2>Notices</h2>
      \(Field.token(viewer))\(Field.hidden("act", "notices"))
      \(rows)
      <p class="hint">\(hint)</p>
      <div class="buttons"><button class="primary" type="submit">Save</button></div>
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

extension NoticeReason {
  var label: String {
    switch self {
    case .mention: "Somebody mentions me"
    case .handedOver: "A ticket is handed to me or my group"
    case .claimEnded: "A claim of mine is given back or taken over"
    case .reply: "A reporter replies on my ticket"
    case .feedback: "A reporter judges, rates or says thanks on my ticket"
    case .followed: "Something happens on a ticket that I follow"
    case .undecided: PainText.noticeLabel.text
    }
  }
}

extension NoticeChannel {
  var label: String {
    switch self {
    case .none: "Nowhere"
    case .inbox: "Inbox"
    case .mail: "Inbox and mail"
    }
  }
}
