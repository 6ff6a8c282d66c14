// One tracker: its settings, how it tells of changes, and the log of its issues.
import CollectorCore
import TellbackWire

struct TrackerPage: Sendable {
  static let pageSize = 50

  let tracker: Tracker
  let counts: [TrackerIssue.State: Int64]
  /// One more than the page shows when there are older ones.
  let issues: [TrackerIssue]
  let before: Int64?
  let apps: [AppRecord]
  /// Where the tracker sends its messages: the whole address, or its path where the collector's is not known.
  let hookAddress: String
  let viewer: Viewer
  let now: Timestamp
  var done: Flash?
  var refused: RefusedForm?

  private var link: Link { TrackerRoutes.link(tracker.id) }

  func rendered() -> String {
    Frame(
      title: tracker.settings.name, section: .settings, viewer: viewer,
      content: """
        <div class="outbox">
        <p class="crumbs"><a\(.href, Link("settings", "trackers"))>\(TrackerText.title)</a></p>
        <div class="page-head"><h1>\(Words.inline(tracker.settings.name, limit: 100))</h1><p>\(TrackerMark.html(tracker))</p></div>
        \(Done.html(done))
        \(refused.flatMap { $0.field.isEmpty ? "<p class=\"alert\" role=\"alert\">\($0.message)</p>" as HTML : nil })
        \(problem)
        <div class="cards">\(settingsCard)\(hookCard)\(deleteCard)</div>
        \(log)
        </div>
        """
    ).rendered()
  }

  private var problem: HTML? {
    let held = tracker.heldUntil.flatMap {
      now < $0 ? "<p>\(TrackerText.held(until: Moment.html($0)))</p>" as HTML : nil
    }
    guard held != nil || tracker.problem != nil else { return nil }
    let why: HTML? = tracker.problem.map {
      "<p>\(TrackerText.newest) \(Words.inline(OutgoingProblem.told($0), limit: 500))</p>"
    }
    return "<div class=\"alert\" role=\"status\">\(why)\(held)</div>"
  }

  private var settingsCard: HTML {
    let fields = FormFields("save", refused)
    let app = apps.first { $0.id == tracker.app }?.name ?? ""
    return """
      <form class="card" method="post" id="save"\(.action, link)>
      <h2>\(TrackerText.settings)</h2>
      \(Field.token(viewer))\(Field.hidden("act", "save"))
      <p>\(TrackerText.app): \(Words.inline(app, limit: 100))</p>
      \(TrackerFields.html(fields, tracker.settings, apps: apps))
      <div class="buttons"><button class="primary" type="submit">\(KitText.save)</button></div>
      </form>
      """
  }

  private var hookCard: HTML {
    let last = tracker.hookedAt.map { TrackerText.hooked(TimeText.html($0, now: now)) }
    return """
      <section class="card" aria-labelledby="hook-title"><h2 id="hook-title">\(TrackerText.hook)</h2>
      <p class="quiet">\(TrackerText.hookText)</p>
      <ul class="secret"><li><code>\(hookAddress)</code></li></ul>
      <p>\(last ?? "\(TrackerText.neverHooked)")</p>
      <div class="buttons">\(ActButton("hook", TrackerText.renew, viewer, link).html)</div>
      <p class="hint">\(TrackerText.renewHint)</p>
      </section>
      """
  }

  private var deleteCard: HTML {
    """
    <section class="card" aria-labelledby="counts-title"><h2 id="counts-title">\(TrackerText.inNumbers)</h2>
    <p>\(TrackerText.counts(counts)).</p>
    <div class="buttons">\(ActButton("delete", KitText.delete, viewer, link, kind: "danger").html)</div>
    <p class="hint">\(TrackerText.deleteHint)</p>
    </section>
    """
  }

  private var log: HTML {
    let shown = issues.prefix(Self.pageSize)
    let older: HTML? =
      issues.count > shown.count
      ? shown.last.map {
        "<a rel=\"next\"\(.href, Link("settings", "trackers", String(tracker.id), query: [("before", String($0.id))]))>\(KitText.older)</a>"
      } : nil
    let newest: HTML? = before == nil ? nil : "<a\(.href, link)>\(KitText.newest)</a>"
    let list: HTML =
      shown.isEmpty
      ? "<p class=\"quiet\">\(TrackerText.nothing)</p>" : "<ul class=\"rows audit\">\(shown.map(row))</ul>"
    return """
      <section aria-labelledby="log-title"><h2 id="log-title">\(TrackerText.log)</h2>
      \(list)
      <nav class="pager"\(.ariaLabel, TrackerText.pagesOfLog)>\(newest)\(older)</nav></section>
      """
  }

  private func row(_ issue: TrackerIssue) -> HTML {
    let error: HTML? = issue.error.map {
      "<span class=\"quiet\">\(Words.inline(OutgoingProblem.told($0), limit: 500))</span>"
    }
    let next: HTML? =
      issue.attempts > 0
      ? issue.dueAt.map {
        "<span class=\"quiet\">\(KitText.attempts(issue.attempts)), \(TrackerText.next(Moment.html($0)))</span>"
      } : nil
    let again: HTML? =
      issue.error != nil
      ? ActButton(
        "again", TrackerText.again, viewer, link, values: [("issue", String(issue.id))], about: "#\(issue.ticket)"
      ).html : nil
    return """
      <li><div><a\(.href, Link("tickets", String(issue.ticket)))>#\(issue.ticket)</a> \(IssueMark.link(issue, tracker)) \(IssueMark.state(issue))
      \(error)\(next)</div>
      <span class="quiet by">\(TimeText.html(issue.at, now: now))</span>\(again)</li>

      """
  }
}

/// The secret, once, as the tracker's settings of webhooks take it.
enum TrackerSecretPage {
  static func render(_ tracker: Tracker, address: String, viewer: Viewer) -> String {
    Frame(
      title: TrackerText.hookSecret, section: .settings, viewer: viewer,
      content: """
        <p class="crumbs"><a\(.href, TrackerRoutes.link(tracker.id))>\(Words.inline(tracker.settings.name, limit: 100))</a></p>
        <h1>\(TrackerText.hookSecret)</h1>
        <p>\(TrackerText.giveSecret)</p>
        <ul class="secret"><li><code>\(tracker.hookSecret)</code></li></ul>
        <p><button type="button" class="copy"\(.dataCopy, tracker.hookSecret) hidden>\(KitText.copy)</button></p>
        <p>\(TrackerText.address)</p>
        <ul class="secret"><li><code>\(address)</code></li></ul>
        <p><a class="button primary"\(.href, TrackerRoutes.link(tracker.id))>\(TrackerText.kept)</a></p>
        """
    ).rendered()
  }
}
