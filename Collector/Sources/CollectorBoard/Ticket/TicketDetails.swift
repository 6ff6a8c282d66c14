// Everything that a ticket's page shows, read in one snapshot.
import CollectorCore
import TellbackWire

/// A report as the page shows it.
struct ReportOnTicket: Sendable {
  var stored: StoredReport
  /// Nil for a report that this version cannot read.
  var report: Report?
  var attachments: [StoredAttachment]
  /// How it came to its ticket; nil for a report that is on none.
  var placement: Placement?
  /// What was said about it in both directions, where it is shown whole.
  var conversation: ReportConversation
  /// What was taken out of it and its conversation.
  var redactions: [Redaction]
}

/// What the ticket's page is made of.
struct TicketDetails: Sendable {
  static let reportsPerPage = 10
  static let mergedShown = 50

  var ticket: Ticket
  var app: AppRecord?
  var versions: [VersionSeen]
  var tags: [String]
  var timeline: Timeline
  /// What reporters think of how it was solved.
  var feedback: Feedback
  /// The reporter whom an answer is for, where Reply was pressed.
  var replyTo: ReplyTarget?
  /// Reports of this page that opened their tickets.
  var openers: Set<ReportID>
  /// Newest first.
  var reports: [ReportOnTicket]
  var hasMoreReports: Bool
  /// From 1.
  var page: Int
  /// The report that somebody looked for, shown whole and first.
  var sought: ReportOnTicket?
  /// The links that hold of this ticket and of those merged into it, newest first.
  var links: [TicketLink]
  /// The tickets merged into it.
  var merged: [Ticket]
  var suggestions: [SimilarTicket]
  /// What it has to do with besides.
  var related: [RelatedTicket]
  var published: PublishedIssue?
  var proposals: [TriageProposal]
  /// What the rules said of the reports on this page.
  var verdicts: RuleVerdicts
  /// What the viewer has begun to write.
  var drafts: [DraftBox: String]
  /// To whom the viewer can hand it over, at most ``colleagueLimit``; empty for a viewer who cannot.
  var colleagues: [StaffAccount]
  /// Who decided that nothing will be done; nil for other tickets.
  var decider: String?
  var groups: [StaffGroup]
  /// The viewer follows it.
  var isFollowed: Bool
  /// After how many idle seconds its claim is given back; 0 for never.
  var idleSeconds: Int64
  /// The newest event that the viewer had seen before.
  var seenBefore: Int64
  /// Others who are answering it.
  var present: [Presence]
  var serviceLevel: TicketServiceLevel
  /// What can still be taken back, of anybody.
  var outgoing: [OutgoingMessage]
  /// Answers that wait for a second person, and their files by event.
  var held: [HeldAnswer]
  var heldFiles: [Int64: [AttachmentInfo]]
  var canned: CannedChoice
  /// What the viewer writes to reporters waits for a second person.
  var needsApproval: Bool
  /// The launches during which its reports came.
  var launches: [Launch]
  var newestEvent: Int64
  /// The pain point that it belongs to, or could.
  var pain: PainOfTicket
  /// Where it is worked on in trackers.
  var issues: TicketIssues
  var now: Timestamp

  /// The newest event of this ticket that the page has shown: a form says it, so that two people do not answer past each other.
  var seen: Int64

  init?(
    _ number: Int64, page: Int, sought id: ReportID?, account: StaffAccount, _ reads: any StoreReads,
    options: BoardOptions, now: Timestamp, before: Int64? = nil, replyTo: ReplyTarget? = nil
  ) throws {
    guard let ticket = try reads.shownTicket(number), account.apps.contains(ticket.app) else { return nil }
    self.ticket = ticket
    self.page = page
    self.now = now
    app = try reads.app(ticket.app)
    versions = try reads.versions(ofTicket: number)
    tags = try reads.tags(ofTicket: number)
    let offset = (page - 1) * Self.reportsPerPage
    let stored = try reads.reports(ofTicket: number, offset: offset, limit: Self.reportsPerPage + 1)
    hasMoreReports = stored.count > Self.reportsPerPage
    reports = try stored.prefix(Self.reportsPerPage).map { try ReportOnTicket($0, reads) }
    sought = nil
    if let id, try reads.shownTicket(ofReport: id) == number {
      sought = try reads.report(id).map { try ReportOnTicket($0, reads, withConversation: true) }
    }
    let waiting = try reads.outgoing(ofTicket: number).filter { now < $0.dueAt }
    outgoing = waiting
    timeline = try Timeline(of: number, before: before, waiting: waiting, reads)
    held = try reads.heldAnswers(ofTicket: number)
    heldFiles = [:]
    for answer in held { heldFiles[answer.event] = try reads.staffFiles(ofEvent: answer.event) }
    for report in held.compactMap(\.report) where timeline.people[report] == nil {
      timeline.people[report] = try ReporterName(of: report, reads)
    }
    for message in waiting {
      guard let report = message.report, timeline.people[report] == nil else { continue }
      timeline.people[report] = try ReporterName(of: report, reads)
    }
    seen = try reads.newestEvents(ofTicket: number, limit: 1).last?.id ?? 0
    feedback = try reads.feedback(ofTicket: number)
    self.replyTo = replyTo
    openers = Set(
      try Set(reports.compactMap { $0.placement?.ticket }).compactMap {
        try reads.events(ofTicket: $0, after: 0, limit: 1).first { $0.kind == .opened }?.report
      })
    merged = try reads.mergedTickets(of: number).prefix(Self.mergedShown).compactMap { try reads.ticket($0) }
    // A merge of a merge can be undone here too: the page of the one in between leads here.
    var links: [Int64: TicketLink] = [:]
    for member in [number] + merged.map(\.number) {
      for link in try reads.links(of: member) where link.holds { links[link.id] = link }
    }
    self.links = links.values.sorted { $0.id > $1.id }
    suggestions = try reads.judgedSuggestions(ofTicket: number).compactMap { try SimilarTicket($0, reads) }
    related = try RelatedTicket.all(of: number, reads)
    published = try reads.publishedIssue(ofTicket: number)
    proposals = try TriageAdvisor.proposals(for: ticket, in: reads)
    verdicts = RuleVerdicts(of: reports.compactMap(\.report), app: ticket.app, RuleBook(try reads.routingRules()))
    drafts = try reads.draftTexts(ofTicket: number, account: account.id)
    needsApproval = try account.role == .volunteer && reads.needsApproval(app: ticket.app)
    launches =
      try reads.launchStamp() == 0 ? [] : reads.launches(ofTicket: number).compactMap { try reads.launch($0) }
    canned = try CannedChoice(
      ticket: ticket, to: replyTo?.report, words: drafts[.answer] ?? "", account: account, reads)
    let mayHandOver = account.role.may(.takeOver) || ticket.holder.owner?.account == account.id
    colleagues = try mayHandOver ? Self.colleagues(ticket, reads) : []
    groups = try reads.groups()
    decider = try Self.decider(of: ticket, reads)
    idleSeconds = options.idleSeconds
    isFollowed = try reads.followers(ofTicket: number).contains(account.id)
    seenBefore = try reads.seenEvent(ofTicket: number, account: account.id)
    present = try reads.presence(at: now).filter { $0.ticket == number && $0.account != account.id }
    serviceLevel = try TicketServiceLevel(of: ticket, account: account, reads, now: now)
    newestEvent = try reads.newestEvent(in: account.apps)
    pain = try PainOfTicket(of: ticket, reads)
    issues = try TicketIssues(of: ticket, mayMove: account.role.may(.move), board: options.address, reads)
  }
}

extension TicketDetails {
  static let colleagueLimit = 500
  /// The newest events in which whoever decided is looked for.
  private static let decisionLimit = 200

  private static func decider(of ticket: Ticket, _ reads: any StoreReads) throws -> String? {
    guard ticket.resolution == .noSolution || ticket.resolution == .declined else { return nil }
    let events = try reads.newestEvents(ofTicket: ticket.number, limit: decisionLimit)
    return events.last { $0.kind == .moved && $0.to == .resolved }?.actor.name
  }

  private static func colleagues(_ ticket: Ticket, _ reads: any StoreReads) throws -> [StaffAccount] {
    let people = try reads.accounts().filter {
      $0.isUsable && $0.apps.contains(ticket.app) && $0.role.may(.answer)
    }
    return Array(people.prefix(colleagueLimit))
  }

  /// With what cannot be filled in of these words said beside the answer box.
  func withProblem(
    of words: String, to report: ReportID?, _ board: BoardContext, _ viewer: Viewer
  ) async throws -> TicketDetails {
    let (ticket, account) = (ticket, viewer.account)
    var details = self
    details.canned = try await board.store.read { reads in
      try CannedChoice(ticket: ticket, to: report, words: words, account: account, reads)
    }
    return details
  }

  /// True when this report opened its ticket.
  func openedBy(_ entry: ReportOnTicket) -> Bool { openers.contains(entry.stored.id) }
}

extension ReportOnTicket {
  init(_ stored: StoredReport, _ reads: any StoreReads, withConversation: Bool = false) throws {
    conversation = withConversation ? try ReportConversation(stored, reads) : ReportConversation()
    self.stored = stored
    // A body that cannot be read is shown as that: the page must not fail for one report.
    report = try? Report(decoding: stored.body)
    attachments = try reads.attachments(of: stored.id)
    placement = try reads.placement(of: stored.id)
    redactions = try reads.redactions(ofReport: stored.id)
    conversation.redactions = redactions
  }
}
