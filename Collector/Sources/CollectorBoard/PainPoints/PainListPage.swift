// The ranking of pain points, each with the terms of its place; below it, what may become one.
import CollectorCore
import TellbackWire

struct PainListPage: Sendable {
  static let pageSize = 50
  static let groupsShown = 10

  let ranks: [PainRank]
  let points: [Int64: PainPoint]
  let totals: [Int64: PainFigure]
  let attempts: [Int64: [PainAttempt]]
  let groups: [PainProposalGroup]
  let ideas: PainIdeas?
  let apps: [AppRecord]
  /// From 1.
  let page: Int
  let viewer: Viewer
  let now: Timestamp
  var done: Flash?

  init(
    page: Int, in scope: AppScope, _ viewer: Viewer, _ reads: any StoreReads, now: Timestamp, done: Flash?
  ) throws {
    (self.page, self.viewer, self.now, self.done) = (page, viewer, now, done)
    apps = try reads.apps().filter { scope.contains($0.id) }
    let all = try reads.painPoints(in: scope, limit: PainLimits.perApp * max(1, apps.count))
    ranks = try PainRanking(of: all, in: scope, at: now, reads).ranks
    points = Dictionary(all.map { ($0.number, $0) }) { first, _ in first }
    totals = try reads.painTotals(in: scope)
    var attempts: [Int64: [PainAttempt]] = [:]
    let shown = ranks.dropFirst((page - 1) * Self.pageSize).prefix(Self.pageSize)
    try reads.readAhead { for rank in shown { _ = try reads.painAttempts(of: rank.pain) } }
    for rank in shown { attempts[rank.pain] = try reads.painAttempts(of: rank.pain) }
    self.attempts = attempts
    ideas = page == 1 ? try PainIdeas(in: scope, reads) : nil
    groups = viewer.may(.managePain) && page == 1 ? try PainProposer(reads).groups(in: scope) : []
  }

  func rendered() -> String {
    Frame(
      title: PainText.title.text, section: .pain, viewer: viewer,
      content: """
        <div class="pains">
        <div class="page-head"><h1>\(PainText.title)</h1>\(overdue)</div>
        <p class="lead">\(PainText.lead) <a\(.href, PainWeightsPage.link)>\(PainText.weights)</a> <a\(.href, WatchRoutes.link)>\(WatchText.title)</a></p>
        \(Done.html(done))
        \(ranks.isEmpty ? empty : list)
        \(proposals)
        \(ideas?.html(now: now))
        </div>
        """
    ).rendered()
  }

  private var overdue: HTML? {
    let count = points.values.count { $0.isOverdue(at: now) }
    return count == 0 ? nil : "<p class=\"clock clock-late\">\(PainText.overdue(Int64(count)))</p>"
  }

  private var empty: HTML {
    "<section class=\"empty\"><h2>\(PainText.none)</h2><p>\(groups.isEmpty ? PainText.noneAtAll : PainText.noneHint)</p></section>"
  }

  private var list: HTML {
    let first = (page - 1) * Self.pageSize
    let shown = Array(ranks.dropFirst(first).prefix(Self.pageSize))
    let rows = shown.enumerated().compactMap { index, rank in
      points[rank.pain].map { row($0, rank, place: first + index + 1) }
    }
    let older: HTML? =
      ranks.count > first + shown.count
      ? "<a rel=\"next\"\(.href, Link("pain", query: [("page", String(page + 1))]))>\(PainText.older)</a>" : nil
    let newer: HTML? =
      page > 1
      ? "<a rel=\"prev\"\(.href, Link("pain", query: [("page", String(page - 1))]))>\(PainText.newer)</a>" : nil
    let pager: HTML? =
      older == nil && newer == nil
      ? nil : "<nav class=\"pager\"\(.ariaLabel, PainText.pages)>\(newer)\(older)</nav>"
    return "<ol class=\"pain-list\">\(rows)</ol>\(pager)"
  }

  private func row(_ point: PainPoint, _ rank: PainRank, place: Int) -> HTML {
    let total = totals[point.number]
    let app = apps.count > 1 ? apps.first { $0.id == point.app } : nil
    let terms = PainText.terms(rank).map { "<li>\($0)</li>" as HTML }
    return """
      <li class="pain-row"><span class="place">\(place)</span><div class="pain-what">
      <p class="name"><a class="row-link"\(.href, PainRoutes.link(point.number))>\(Words.inline(point.title, limit: 200))</a></p>
      <p class="badges">\(PainMarks.all(point, attempts[point.number] ?? [], now: now))<span class="reach">\(PainText.people(total?.reporters ?? 0))</span>\(PainText.trendMark(rank).map { "<span class=\"trend\">\($0)</span>" as HTML })\(app.map { "<span class=\"app\">\(Words.inline($0.name, limit: 40))</span>" as HTML })</p>
      <details class="inner"><summary>\(PainText.hurt(rank)) <span class="quiet">· \(PainText.why)<span class="unseen">: \(Words.inline(point.title, limit: 80))</span></span></summary>
      <ul class="terms">\(terms)</ul></details></div></li>
      """
  }

  // MARK: What may become one

  private var proposals: HTML? {
    guard !groups.isEmpty else { return nil }
    let rest = groups.count - Self.groupsShown
    return """
      <section class="duplicates pain-proposals" aria-labelledby="proposed"><h2 id="proposed">\(PainText.proposed) <span class="count">\(groups.count)</span></h2>
      <p class="quiet">\(PainText.proposedHint)</p>
      \(groups.prefix(Self.groupsShown).enumerated().map { group($0.element, $0.offset) })
      \(rest > 0 ? "<p class=\"quiet\">\(PainText.more(rest))</p>" as HTML : nil)</section>
      """
  }

  private func group(_ group: PainProposalGroup, _ place: Int) -> HTML {
    let title = "proposed-\(place)"
    let app = apps.count > 1 ? apps.first { $0.id == group.proposals.first?.ticket.app } : nil
    let rows = group.proposals.map { proposal -> HTML in
      let number = String(proposal.ticket.number)
      return """
        <li><label class="tick"><input type="checkbox" name="ticket"\(.value, number) checked><span class="unseen">#\(number)</span></label>
        <span class="line">\(PainProposalLine.html(proposal, now: now))</span></li>
        """
    }
    return """
      <form class="group act" method="post"\(.ariaLabelledBy, title)\(.action, Link("pain"))>\(Field.token(viewer))
      <h3\(.id, title)>\(PainText.tickets(Int64(group.proposals.count))), \(PainText.people(group.reporters))</h3>
      \(app.map { "<p class=\"quiet\">\(Words.inline($0.name, limit: 40))</p>" as HTML })
      <ol>\(rows)</ol>
      <div class="buttons"><button class="primary" type="submit" name="act" value="make">\(PainText.make)</button></div></form>
      """
  }
}

/// A ticket that is proposed, with why.
enum PainProposalLine {
  static func html(_ proposal: PainProposal, now: Timestamp) -> HTML {
    let ticket = proposal.ticket
    let why = proposal.reasons.map { "<li>\(PainText.why($0))</li>" as HTML }
    return """
      <a class="row-link"\(.href, Link("tickets", String(ticket.number)))>#\(ticket.number) \(Words.inline(ticket.title, limit: 160))</a>
      <span class="badges">\(Marks.state(ticket))\(Marks.severity(ticket.severity))<span class="reach">\(PainText.people(ticket.reporterCount))</span> <span class="quiet">\(TimeText.html(ticket.lastReceivedAt, now: now))</span></span>
      \(why.isEmpty ? nil : "<ul class=\"why\">\(why)</ul>" as HTML)
      """
  }
}

/// Small marks of a pain point; each has its word.
enum PainMarks {
  static func all(_ point: PainPoint, _ attempts: [PainAttempt], now: Timestamp) -> HTML {
    var marks: HTML = .empty
    if point.isOverdue(at: now) {
      marks += "<span class=\"clock clock-late\">\(PainText.isOverdue)</span>"
    } else if let by = point.facts.decideBy {
      marks += "<span class=\"clock\">\(PainText.decideBy(PainDay.of(end: by)))</span>"
    }
    if let decision = point.decision { marks += "<span class=\"state\">\(decision.kind.label)</span>" }
    if point.workaround != nil { marks += "<span class=\"kind\">\(PainText.hasWorkaround)</span>" }
    if !attempts.isEmpty { marks += "<span class=\"kind\">\(PainText.attempts(Int64(attempts.count)))</span>" }
    if attempts.contains(where: { $0.regressedAt != nil }) {
      marks += "<span class=\"clock clock-late\">\(PainText.regressed)</span>"
    }
    if let owner = point.owner { marks += "<span>\(PainText.owner(owner.name))</span>" }
    return marks
  }
}
