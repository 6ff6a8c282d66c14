// One entry of the timeline: who, what, to whom, when; then the words, the files and what can be done with it.
import CollectorCore
import TellbackWire

struct TimelineEntry: Sendable {
  let event: TicketEvent
  let details: TicketDetails
  let viewer: Viewer
  let refused: RefusedForm?
  let isNew: Bool
  /// The newest that nobody has dealt with: what a link from elsewhere leads to.
  let isNewestNew: Bool

  private var timeline: Timeline { details.timeline }
  private var message: StoredMessage? { timeline.messages[event.id] }
  private var person: ReporterName? { event.report.flatMap { timeline.people[$0] } }

  var html: HTML {
    // Words that went with a wait were for staff.
    let isInner =
      event.kind == .noted || event.kind == .handedOver || event.kind == .sentBack || event.kind == .redacted
      || event.kind == .senderBlocked || event.kind == .limitExceeded || event.kind == .regressed
      || (event.kind == .moved && event.to == .waiting)
    let isIn = message != nil
    let marks = "\(isInner ? " event-inner" : "")\(isIn ? " event-in" : "")\(isNew ? " event-new" : "")"
    return """
      <li\(.id, isNewestNew ? "newest" : "e-\(event.id)")\(.class, "event event-\(event.kind.rawValue)\(marks)")><p>\(isNew ? "<span class=\"mark-new\">New</span> " as HTML : nil)\(what)\(elsewhere) \(TimeText.html(event.at, now: details.now))\(seen)</p>\(words)\(files)\(foot)</li>
      """
  }

  // MARK: Words

  private var words: HTML? {
    let text = (message?.message.text ?? event.text).map { timeline.withoutMarks($0, of: event.report) }
    if message?.redactedAt != nil, text?.isEmpty ?? true { return "<p class=\"quiet\">The words were taken out.</p>" }
    guard let text, !text.isEmpty else { return nil }
    let shown = LinkedWords.html(Words.visible(text))
    guard text.utf8.count > TimelineSection.foldedAt else { return "<div class=\"words\" dir=\"auto\">\(shown)</div>" }
    let beginning = Words.cut(Words.visible(text), to: 160)
    return """
      <details class="fold"\(.open, if: isNew)><summary><bdi>\(beginning)</bdi> <span class="quiet">\(CountText.bytes(Int64(text.utf8.count)))</span></summary><div class="words" dir="auto">\(shown)</div></details>
      """
  }

  private var files: HTML? {
    if let sent = timeline.sent[event.id], let id = message?.message.id {
      return AttachmentList.html(sent) { Link("messages", id.description, "attachments", String($0)) }
    }
    guard let files = timeline.files[event.id] else { return nil }
    let list = files.enumerated().map { index, file in
      StoredAttachment(
        report: event.report ?? ReportID(at: event.at, random: (0, 0)), index: index, name: file.name, type: file.type,
        bytes: file.bytes, isHere: true)
    }
    return AttachmentList.html(list) { Link("answers", String(event.id), "files", String($0)) }
  }

  // MARK: What can be done

  private var foot: HTML? {
    let parts = [reply, CorrectionForm(event: event, details: details, viewer: viewer, refused: refused).html]
      .compactMap(\.self)
    return parts.isEmpty ? nil : "<div class=\"entry-acts\">\(parts)</div>"
  }

  private var reply: HTML? {
    guard message != nil, viewer.may(.answer), let report = event.report, let person, person.isInReach else {
      return nil
    }
    return """
      <a class="reply"\(.href, ReplyTarget.link(report, ticket: details.ticket.number))>Reply<span class="unseen"> to \(person.inner)</span></a>
      """
  }

  /// By how many of those who were told; a read mark comes from the app.
  private var seen: HTML? {
    if timeline.waiting.contains(event.id) { return " <span class=\"quiet\">· not sent yet</span>" }
    guard let reach = timeline.reach[event.id], reach.told > 0 else { return nil }
    if reach.told == 1 { return reach.seen == 1 ? " <span class=\"seen\">· seen</span>" : nil }
    guard reach.seen > 0 else { return nil }
    return " <span class=\"seen\">· seen by \(CountText.grouped(reach.seen)) of \(CountText.grouped(reach.told))</span>"
  }

  /// What happened to a ticket before it was merged into this one.
  private var elsewhere: HTML? {
    event.ticket == details.ticket.number ? nil : " <span class=\"quiet\">(#\(event.ticket))</span>"
  }

  // MARK: Sentences

  private var who: HTML { event.actor.name.map { "<strong>\(Words.inline($0, limit: 80))</strong>" } ?? "Tellback" }
  private var reporter: HTML {
    person.map { "<strong>\($0.html)</strong>" } ?? "<strong>A reporter</strong>"
  }
  /// Whom words went to.
  private var audience: HTML {
    guard event.report != nil else { return " everybody" }
    return person.map { " \($0.inner) alone" } ?? " one reporter alone"
  }

  private var what: HTML {
    switch event.kind {
    case .opened: return person.map { "\($0.html) reported it first" } ?? "Opened by a report"
    case .attached: return "A report joined"
    case .answered: return "\(who) answered\(audience)"
    case .noted: return "\(who) wrote a note"
    case .moved: return "\(who) \(move)"
    case .mergedInto: return "\(who) merged it into \(ticket(event.other))"
    case .absorbed: return "\(who) merged \(ticket(event.other)) into it"
    case .unlinked: return "\(who) undid what joined it with \(ticket(event.other))"
    case .splitOff: return "\(who) split reports off to \(ticket(event.other))"
    case .splitFrom: return "\(who) opened it for reports of \(ticket(event.other))"
    case .published: return "\(who) published it as a known issue"
    case .triaged: return "\(who) changed its details"
    case .erased: return "A report was erased at its reporter's wish"
    case .swept: return "Its reports were erased: they had been kept for as long as the app keeps them"
    case .takenBack: return "\(who) took words back before anybody was told"
    case .claimed: return "\(who) took it"
    case .handedOver: return "\(who) handed it over to \(named)"
    case .handedBack: return "\(who) gave it back\(event.detail == nil ? nil : " to \(named)" as HTML)"
    case .tookOver: return "\(who) took it over from \(named)"
    case .leftIdle: return "Given back: \(named) had left it idle"
    case .ownerAway: return "\(who) is away, so it went to \(event.detail == nil ? "everybody" : named)"
    case .ownerLeft: return "\(who) has no account any more, so it went to \(event.detail == nil ? "everybody" : named)"
    case .reminded: return "Its reporters were reminded that it waits for them"
    case .becameIdea: return "\(who) turned it into an idea: it works as designed"
    case .withdrawn: return "\(who) withdrew the known issue"
    case .replied: return "\(reporter) wrote"
    case .helped: return "\(reporter): it helped\(version)"
    case .notHelped: return "\(reporter): it did not help\(version)"
    case .rated: return "\(reporter) gave \(Words.inline(event.detail ?? "?", limit: 4)) of 5 stars"
    case .thanked: return "\(reporter) thanks \(event.detail.map { Words.inline($0, limit: 80) } ?? "you all")"
    case .corrected: return "\(who) corrected \(correctedOne)"
    case .redacted: return "\(who) took words or a file out of what \(person?.inner ?? "a reporter") sent"
    case .leftOut:
      return "Not told to \(named) of its reporters: a field could not be filled in for them"
    case .askedApproval: return "\(who) wrote an answer to\(audience), for a second person to approve"
    case .approved: return "\(who) approved the answer that \(named) wrote"
    case .sentBack: return "\(who) gave the answer that \(named) wrote back"
    case .routed: return routed
    case .tagged: return "\(who) tagged it \(named)"
    case .untagged: return "\(who) took the tag off: \(named)"
    case .senderBlocked: return "\(who) blocked \(blockedOne)"
    case .senderUnblocked: return "\(who) unblocked \(blockedOne)"
    case .dueSoon, .breached, .escalated, .limitExceeded: return serviceLevel
    case .gathered, .ungathered, .workaround, .regressed, .becamePain, .undecided:
      return PainText.sentence(event, who) ?? "\(who)"
    }
  }

  private var blockedOne: HTML {
    let name = person?.inner ?? "a reporter"
    return event.detail == BlockActions.Choice.installation.rawValue ? "the copy of the app of \(name)" : name
  }

  /// `Routed to Payments by rule “Checkout”`.
  private var routed: HTML {
    guard let routing = event.routing else { return "Routed by a rule" }
    let rule: HTML = "by rule “\(Words.inline(routing.rule, limit: 100))”"
    return routing.what.hasPrefix("to ")
      ? "Routed \(Words.inline(routing.what, limit: 300)) \(rule)"
      : "\(Words.inline(routing.what.prefix(1).uppercased() + routing.what.dropFirst(), limit: 300)) \(rule)"
  }

  /// The person or the group that the event names.
  private var named: HTML { Words.inline(event.detail ?? "somebody", limit: 100) }

  private var version: HTML? { event.detail.map { ", in \(Words.inline($0, limit: 40))" } }

  private var correctedOne: HTML {
    let whose: HTML = event.report == nil ? "an answer" : "an answer to\(audience)"
    guard let about = event.about, timeline.events.contains(where: { $0.id == about }) else { return whose }
    return "<a\(.href, fragment: "e-\(about)")>\(whose)</a>"
  }

  private func ticket(_ number: Int64?) -> HTML {
    number.map { "<a\(.href, Link("tickets", String($0)))>ticket \(String($0))</a>" } ?? "another ticket"
  }
}
