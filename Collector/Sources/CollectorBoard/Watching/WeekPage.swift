// The weekly digest: what its mail tells, with titles and links; beside it what it is about.
import CollectorCore
import TellbackWire

struct WeekPage: Sendable {
  static let newForm = "watch"

  let digest: WeekDigest
  /// Titles of the pain points that are watched.
  let pains: [Int64: String]
  let apps: [AppRecord]
  let wantsMail: Bool
  let viewer: Viewer
  let now: Timestamp
  let done: Flash?
  let refused: RefusedForm?

  func rendered() -> String {
    Frame(
      title: WatchText.title, viewer: viewer,
      content: """
        <div class="ticket pain week-digest">
        <div class="page-head"><h1>\(WatchText.title)</h1></div>
        <p class="lead">\(WatchText.lead) \(digest.watches.isEmpty ? WatchText.everything : nil)</p>
        \(Done.html(done))
        <div class="columns">
        <div class="main-column">
        \(loudest)\(spikes)\(tickets)\(fixes)\(queues)\(teams)
        </div>
        <aside class="actions" id="actions" tabindex="-1"\(.ariaLabel, WatchText.mine)>
        \(WatchPanel(page: self).html)
        </aside>
        </div>
        </div>
        """
    ).rendered()
  }

  private func section(_ id: String, _ title: Phrase, _ content: HTML) -> HTML {
    "<section\(.ariaLabelledBy, id)><h2\(.id, id)>\(title)</h2>\(content)</section>"
  }

  private func quiet(_ words: Phrase) -> HTML { "<p class=\"quiet\">\(words)</p>" }

  private func app(_ id: AppID) -> HTML? {
    guard apps.count > 1, let app = apps.first(where: { $0.id == id }) else { return nil }
    return "<span class=\"app\">\(Words.inline(app.name, limit: 40))</span>"
  }

  // MARK: What happened

  private var loudest: HTML {
    let rows = digest.pains.map { pain -> HTML in
      let trend = PainText.trendMark(pain.rank).map { "<span class=\"trend\">\($0)</span>" as HTML }
      return """
        <li><span class="line"><a class="row-link"\(.href, PainRoutes.link(pain.point.number))>\(Words.inline(pain.point.title, limit: 160))</a>
        <span class="badges"><span>\(PainText.hurt(pain.rank))</span>\(trend)\(app(pain.point.app))</span></span></li>
        """
    }
    return section(
      "week-pains", WatchText.loudest,
      rows.isEmpty ? quiet(WatchText.noPain) : "<ol class=\"rows\">\(rows)</ol>")
  }

  private var spikes: HTML {
    guard let list = SpikeList.html(digest.spikes, now: now) else { return .empty }
    return section("week-spikes", SpikeText.title, list)
  }

  private var tickets: HTML {
    let wait = digest.oldest.map { row($0, WatchText.opened(TimeText.html($0.openedAt, now: now))) }
    let idea = digest.idea.map { row($0, "<span class=\"reach\">\(PainText.want($0.reporterCount))</span>") }
    let unhappy = digest.unhappiest.map { answer -> HTML in
      let said = answer.stars.map(WatchText.stars) ?? WatchText.didNotHelp
      let more = digest.unhappyCount > 1 ? quiet(WatchText.moreUnhappy(digest.unhappyCount - 1)) : nil
      return "\(row(answer.ticket, "<span>\(said)</span> \(TimeText.html(answer.at, now: now))"))\(more)"
    }
    return """
      \(section("week-wait", WatchText.oldest, wait ?? quiet(WatchText.nobodyWaits)))
      \(section("week-idea", WatchText.idea, idea ?? quiet(WatchText.noIdea)))
      \(section("week-unhappy", WatchText.unhappiest, unhappy ?? quiet(WatchText.nobodyUnhappy)))
      """
  }

  private func row(_ ticket: Ticket, _ marks: HTML) -> HTML {
    """
    <ul class="rows"><li><span class="line"><a class="row-link"\(.href, Link("tickets", String(ticket.number)))>#\(ticket.number) \(Words.inline(ticket.title, limit: 160))</a>
    <span class="badges">\(Marks.state(ticket))\(Marks.severity(ticket.severity))\(app(ticket.app))<span class="quiet">\(marks)</span></span></span></li></ul>
    """
  }

  private var fixes: HTML {
    let rows = digest.fixes.map { fix -> HTML in
      let release: HTML? =
        switch fix.attempt.release {
        case .version(let version): WatchText.version(version)
        case .date(let moment): WatchText.since(PainDay.of(start: moment))
        case nil: nil
        }
      let verdict =
        fix.attempt.regressedAt != nil
        ? "<span class=\"pain-verdict pain-verdict-worse\">\(WatchText.cameBack)</span>" as HTML
        : fix.verdict.map { PainVerdict(verdict: $0, now: now).badge }
          ?? "<span class=\"quiet\">\(PainText.notJudged)</span>"
      return """
        <li><span class="line"><span>\(Words.inline(fix.attempt.what, limit: 160))</span>
        <span class="badges">\(verdict) <span class="quiet">\(release)</span> <a\(.href, PainRoutes.link(fix.point.number))>\(Words.inline(fix.point.title, limit: 80))</a></span></span></li>
        """
    }
    return section(
      "week-fixes", WatchText.fixed,
      rows.isEmpty ? quiet(WatchText.nothingFixed) : "<ul class=\"rows\">\(rows)</ul>")
  }

  // MARK: Numbers

  private var queues: HTML {
    let rows = digest.queues.map { queue -> HTML in
      """
      <tr><th scope="row">\(WatchText.subject(queue.watch.subject, pains)) \(app(queue.watch.app))</th>
      <td class="n">\(WatchText.days(queue.daysAtZero, of: queue.daysCounted))</td><td class="n">\(CountText.grouped(queue.size))</td></tr>
      """
    }
    guard !rows.isEmpty else { return .empty }
    return section(
      "week-zero", WatchText.zero,
      """
      <div class="wide" tabindex="0" role="group"\(.ariaLabel, WatchText.zero)><table class="plain-table"><thead><tr><th scope="col">\(WatchText.watched)</th>
      <th scope="col" class="n">\(WatchText.daysAtZero)</th><th scope="col" class="n">\(WatchText.inQueue)</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """)
  }

  private var teams: HTML {
    guard !digest.teams.isEmpty else { return .empty }
    let rows = digest.teams.map { team -> HTML in
      """
      <tr><th scope="row">\(Words.inline(team.name, limit: 100))</th><td class="n">\(CountText.grouped(team.resolved))</td>
      <td class="n">\(CountText.grouped(team.designed))</td><td class="n">\(share(team))</td><td class="n">\(CountText.grouped(team.ideas))</td></tr>
      """
    }
    return section(
      "week-teams", WatchText.teams,
      """
      <p class="quiet">\(WatchText.teamsHint)</p>
      <div class="wide" tabindex="0" role="group"\(.ariaLabel, WatchText.teams)><table class="plain-table"><thead><tr><th scope="col">\(WatchText.team)</th>
      <th scope="col" class="n">\(WatchText.resolved)</th><th scope="col" class="n">\(WatchText.designed)</th>
      <th scope="col" class="n">\(WatchText.share)</th><th scope="col" class="n">\(WatchText.becameIdeas)</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """)
  }

  /// What became an idea may still be open, so it stands beside what was resolved.
  private func share(_ team: WeekDigest.Team) -> String {
    PainNumber.share(team.designed, of: team.resolved + team.ideas)
  }
}
