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
      <li\(.id, isNewestNew ? "newest" : "e-\(event.id)")\(.class, "event event-\(event.kind.rawValue)\(marks)")><p>\(isNew ? "<span class=\"mark-new\">\(TimelineText.new)</span> " as HTML : nil)\(what)\(elsewhere) \(TimeText.html(event.at, now: details.now))\(seen)</p>\(words)\(files)\(foot)</li>
      """
  }

  // MARK: Words

  private var words: HTML? {
    let text = (message?.message.text ?? event.text).map { timeline.withoutMarks($0, of: event.report) }
    if message?.redactedAt != nil, text?.isEmpty ?? true { return "<p class=\"quiet\">\(TimelineText.takenOut)</p>" }
    guard let text, !text.isEmpty else { return nil }
    if event.kind == .triaged { return "<p class=\"words\">\(Words.inline(TriageText.changes(text).text))</p>" }
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
      <a class="reply"\(.href, ReplyTarget.link(report, ticket: details.ticket.number))>\(KitText.reply)<span class="unseen">\(TimelineText.replyTo(person.inner))</span></a>
      """
  }

  /// By how many of those who were told; a read mark comes from the app.
  private var seen: HTML? {
    if timeline.waiting.contains(event.id) { return " <span class=\"quiet\">· \(TimelineText.notSentYet)</span>" }
    guard let reach = timeline.reach[event.id], reach.told > 0 else { return nil }
    if reach.told == 1 { return reach.seen == 1 ? " <span class=\"seen\">· \(TimelineText.seen)</span>" : nil }
    guard reach.seen > 0 else { return nil }
    return " <span class=\"seen\">· \(TimelineText.seen(by: reach.seen, of: reach.told))</span>"
  }

  /// What happened to a ticket before it was merged into this one.
  private var elsewhere: HTML? {
    event.ticket == details.ticket.number ? nil : " <span class=\"quiet\">(#\(event.ticket))</span>"
  }

  // MARK: Sentences

  var who: HTML { event.actor.name.map { "<strong>\(Words.inline($0, limit: 80))</strong>" } ?? "Tellback" }
  private var reporter: HTML {
    person.map { "<strong>\($0.html)</strong>" } ?? "<strong>\(TimelineText.aReporter)</strong>"
  }
  /// Whom words went to.
  private var audience: ApprovalText.Audience {
    guard event.report != nil else { return .everybody }
    return person.map { .only($0.inner) } ?? .oneReporter
  }

  private var what: HTML {
    switch event.kind {
    case .opened: return person.map { TimelineText.reportedFirst($0.html) } ?? "\(TimelineText.openedByReport)"
    case .attached: return "\(TimelineText.reportJoined)"
    case .answered: return TimelineText.answered(who, audience)
    case .noted: return TimelineText.noted(who)
    case .moved: return move
    case .mergedInto: return TimelineText.mergedInto(who, ticket(event.other))
    case .absorbed: return TimelineText.absorbed(who, ticket(event.other))
    case .unlinked: return TimelineText.unlinked(who, ticket(event.other))
    case .splitOff: return TimelineText.splitOff(who, ticket(event.other))
    case .splitFrom: return TimelineText.splitFrom(who, ticket(event.other))
    case .published: return TimelineText.published(who)
    case .triaged: return TimelineText.triaged(who)
    case .erased: return "\(TimelineText.erased)"
    case .swept: return "\(TimelineText.swept)"
    case .takenBack: return TimelineText.takenBack(who)
    case .imported: return TimelineText.imported(named)
    case .claimed: return TimelineText.took(who)
    case .handedOver: return TimelineText.handedOver(who, named)
    case .handedBack: return TimelineText.gaveBack(who, event.detail == nil ? nil : named)
    case .tookOver: return TimelineText.tookOver(who, from: named)
    case .leftIdle: return TimelineText.leftIdle(named)
    case .ownerAway: return TimelineText.away(who, event.detail == nil ? nil : named)
    case .ownerLeft: return TimelineText.left(who, event.detail == nil ? nil : named)
    case .reminded: return "\(TimelineText.reminded)"
    case .becameIdea: return TimelineText.becameIdea(who)
    case .withdrawn: return TimelineText.withdrawn(who)
    case .replied: return "\(reporter) \(TimelineText.wrote)"
    case .helped: return TimelineText.helped(reporter, version)
    case .notHelped: return TimelineText.notHelped(reporter, version)
    case .rated: return TimelineText.rated(reporter, Words.inline(event.detail ?? "?", limit: 4))
    case .thanked: return TimelineText.thanked(reporter, event.detail.map { Words.inline($0, limit: 80) })
    case .corrected: return TimelineText.corrected(who, correctedOne)
    case .redacted: return TimelineText.redacted(who, person?.inner ?? "\(TimelineText.innerAReporter)")
    case .leftOut: return TimelineText.leftOut(named)
    case .askedApproval: return TimelineText.askedApproval(who, audience)
    case .approved: return TimelineText.approved(who, named)
    case .sentBack: return TimelineText.sentBack(who, named)
    case .routed: return routed
    case .tagged: return TimelineText.tagged(who, named)
    case .untagged: return TimelineText.untagged(who, named)
    case .senderBlocked: return TimelineText.blocked(who, blockedOne)
    case .senderUnblocked: return TimelineText.unblocked(who, blockedOne)
    case .dueSoon, .breached, .escalated, .limitExceeded: return serviceLevel
    case .gathered, .ungathered, .workaround, .regressed, .becamePain, .undecided:
      return PainText.sentence(event, who) ?? "\(who)"
    case .stuck: return serviceLevel
    case .issueTied, .issueUntied, .issueMoved: return TrackerText.event(event, who)
    case .related, .unrelated: return relation(who, ticket(event.other))
    }
  }

  private var blockedOne: HTML {
    let name = person?.inner ?? "\(TimelineText.innerAReporter)"
    return event.detail == BlockActions.Choice.installation.rawValue ? TimelineText.installation(of: name) : name
  }

  /// `Routed to Payments by rule “Checkout”`.
  private var routed: HTML {
    let routing = event.routing
    return TimelineText.routed(
      routing.map { RoutedParts($0.what) }, by: routing.map { Words.inline($0.rule, limit: 100) })
  }

  /// The person or the group that the event names.
  private var named: HTML { Words.inline(event.detail ?? KitText.somebody.text, limit: 100) }

  private var version: HTML? { event.detail.map { ", in \(Words.inline($0, limit: 40))" } }

  private var correctedOne: HTML {
    let whose = TimelineText.answer(to: event.report == nil ? nil : audience)
    guard let about = event.about, timeline.events.contains(where: { $0.id == about }) else { return whose }
    return "<a\(.href, fragment: "e-\(about)")>\(whose)</a>"
  }

  private func ticket(_ number: Int64?) -> HTML {
    number.map { "<a\(.href, Link("tickets", String($0)))>\(TimelineText.ticket($0))</a>" }
      ?? "\(TimelineText.anotherTicket)"
  }
}
