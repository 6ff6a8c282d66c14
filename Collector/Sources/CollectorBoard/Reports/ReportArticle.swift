// One report: the words first, then what a developer asks for, each behind a line that says how much there is.
import CollectorCore
import TellbackWire

struct ReportArticle: Sendable {
  static let wordsShown = 2_000

  let entry: ReportOnTicket
  let ticket: Int64?
  let now: Timestamp
  /// Shows everything at its full length.
  let isWhole: Bool
  /// Shows error, steps and context without a click.
  let isOpen: Bool
  /// It opened its ticket.
  var opened = false
  /// The viewer may answer its reporter.
  var mayReply = false
  /// The viewer may take words and files out of it.
  var mayRedact = false
  /// The viewer may block its sender.
  var mayBlock = false

  var html: HTML {
    let reference = entry.stored.id.reference.description
    return """
      <article class="report" tabindex="-1"\(.id, "r-\(entry.stored.id)")\(.dataKey, entry.stored.id.description)\(.ariaLabel, ReportText.report(reference))>
      <header><span class="ref"><a\(.href, whole)><code>\(reference)</code></a><button class="copy" type="button" hidden\(.dataCopy, reference)\(.ariaLabel, ReportText.copy(reference))>\(KitText.copy)</button></span>
      \(entry.report.map(from))
      <span class="when">\(TimeText.html(entry.stored.receivedAt, now: now))</span>\(reply)</header>
      \(entry.report.map(said) ?? unreadable)
      \(entry.conversation.html(now: now, name: name.html))
      \(RedactionList.html(entry.redactions, now: now))
      \(JoinReason(entry: entry, ticket: ticket, opened: opened).html)
      \(foot)
      </article>
      """
  }

  private var name: ReporterName { ReporterName(entry.stored, entry.report) }

  private var reply: HTML? {
    guard mayReply, let ticket, name.isInReach else { return nil }
    return """
      <a class="reply"\(.href, ReplyTarget.link(entry.stored.id, ticket: ticket))>\(KitText.reply)<span class="unseen">\(ReportText.replyTo(name.inner))</span></a>
      """
  }

  /// Where everything of whoever sent it stands, and where something is taken out of it.
  private var foot: HTML? {
    guard ticket != nil else { return nil }
    let all: HTML? =
      name.isInReach
      ? "<a\(.href, ReporterRoutes.link(reporterOf: entry.stored.id))>\(ReportText.everything(from: name.inner))</a>"
      : nil
    let redact: HTML? =
      mayRedact
      ? "<a\(.href, RedactionRoutes.link(entry.stored.id))>\(ReportText.takeOut)<span class=\"unseen\">\(ReportText.of(entry.stored.id.reference.description))</span></a>"
      : nil
    return all == nil && redact == nil && block == nil ? nil : "<p class=\"report-foot\">\(all) \(redact) \(block)</p>"
  }

  private var block: HTML? {
    guard mayBlock else { return nil }
    let id = entry.stored.id
    return """
      <a\(.href, Link("reports", id.description, "block"))>\(ReportText.block)<span class="unseen">\(ReportText.of(id.reference.description))</span></a>
      """
  }

  private var whole: Link {
    guard let ticket else { return Link("reports", entry.stored.id.reference.description) }
    return Link(
      "tickets", String(ticket), query: [("report", entry.stored.id.description)], fragment: "sought")
  }

  private func from(_ report: Report) -> HTML {
    let user: HTML? = (report.user ?? report.contact).map {
      "<span class=\"user\">\(Words.inline($0, limit: 80))</span>"
    }
    let segment: HTML? = report.segment.map {
      "<a class=\"segment\"\(.href, ReporterRoutes.link(segment: $0, app: entry.stored.app))>\(Words.inline($0, limit: 60))</a>"
    }
    let version: HTML? = report.context.appVersion.map {
      "<span class=\"version\">\(Words.inline($0, limit: 24))</span>"
    }
    return "\(user)\(segment)\(version)"
  }

  private func said(_ report: Report) -> HTML {
    """
    \(report.knownIssue == nil ? nil : "<p class=\"quiet\">\(ReportText.meToo)</p>" as HTML)
    \(Words.block(Redaction.told(report.text, entry.redactions), locale: report.locale, limit: isWhole ? WireLimits.text : Self.wordsShown, more: isWhole ? nil : whole))
    \(AttachmentList.html(entry.attachments))
    \(ErrorView.html(report.error, isOpen: isOpen))
    \(StepList(report: report, isOpen: isOpen, isWhole: isWhole).html)
    \(ReportContext(entry: entry, report: report, isOpen: isOpen).html)
    """
  }

  private var unreadable: HTML {
    "<p class=\"quiet\">\(ReportText.unreadable(CountText.bytes(Int64(entry.stored.body.count))))</p>"
  }
}

enum ErrorView {
  static func html(_ error: ReportedError?, isOpen: Bool) -> HTML? {
    guard let error else { return nil }
    let frames = error.frames.map { frame -> HTML in "<li><bdi>\(frame)</bdi></li>" }
    let stack: HTML? =
      frames.isEmpty ? nil : "<ol class=\"frames\" tabindex=\"0\"\(.ariaLabel, ReportText.stack)>\(frames)</ol>"
    return """
      <details class="part error"\(.open, if: isOpen)><summary>\(ReportText.error) <span class="quiet">\(Words.inline(error.type, limit: 80))</span></summary>
      <p class="message" dir="auto">\(Words.visible(error.message.isEmpty ? error.type : error.message))</p>\(stack)</details>
      """
  }
}

enum AttachmentList {
  static func html(_ attachments: [StoredAttachment]) -> HTML? {
    guard let report = attachments.first?.report else { return nil }
    return html(attachments) { Link("reports", report.description, "attachments", String($0)) }
  }

  /// `link` leads to the bytes of the one with a number.
  static func html(_ attachments: [StoredAttachment], link: (Int) -> Link) -> HTML? {
    guard !attachments.isEmpty else { return nil }
    return "<ul class=\"attachments\">\(attachments.map { item($0, link($0.index)) })</ul>"
  }

  private static func item(_ attachment: StoredAttachment, _ link: Link) -> HTML {
    let name = Words.inline(attachment.name, limit: attachment.isRemoved ? 700 : 80)
    let size = CountText.bytes(attachment.bytes)
    if attachment.isRemoved { return "<li class=\"absent\"><span class=\"file\">\(name)</span></li>" }
    guard attachment.isHere else {
      return
        "<li class=\"absent\"><span class=\"file\">\(name)</span> <span class=\"quiet\">\(ReportText.notHereYet(size))</span></li>"
    }
    let preview: HTML? =
      PreviewType.isDeclared(attachment.type)
      ? "<a class=\"preview\"\(.href, link)><img loading=\"lazy\"\(.src, link)\(.alt, Words.cut(attachment.name, to: 80))></a>"
      : nil
    return "<li>\(preview)<a class=\"file\"\(.href, link)>\(name)</a> <span class=\"quiet\">\(size)</span></li>"
  }
}
