// All trackers, and the form for a new one.
import CollectorCore
import TellbackWire

struct TrackersPage: Sendable {
  let trackers: [(tracker: Tracker, counts: [TrackerIssue.State: Int64])]
  let apps: [AppRecord]
  let allowsPrivate: Bool
  let viewer: Viewer
  var done: Flash?
  var refused: RefusedForm?

  func rendered() -> String {
    let list: HTML =
      trackers.isEmpty
      ? """
      <section class="empty"><h2>\(TrackerText.none)</h2>
      <p>\(TrackerText.noneText)</p></section>
      """ : "<ul class=\"rows audit\">\(trackers.map(row))</ul>"
    return Frame(
      title: TrackerText.title, section: .settings, viewer: viewer,
      content: """
        <div class="outbox">
        \(SettingsTabs.html(.trackers, viewer))
        <h1>\(TrackerText.title)</h1>
        \(Done.html(done))
        \(list)
        \(apps.isEmpty ? "<p class=\"quiet\">\(KitText.noApps)</p>" as HTML : new)
        </div>
        """
    ).rendered()
  }

  private func row(_ entry: (tracker: Tracker, counts: [TrackerIssue.State: Int64])) -> HTML {
    let tracker = entry.tracker
    let app = apps.first { $0.id == tracker.app }?.name ?? ""
    return """
      <li><div><a\(.href, TrackerRoutes.link(tracker.id))>\(Words.inline(tracker.settings.name, limit: 100))</a> \(TrackerMark.html(tracker))
      <span class="quiet">\(Words.inline(app, limit: 100)) · \(Words.inline(tracker.settings.project, limit: 120))</span></div>
      <span class="quiet by">\(TrackerText.counts(entry.counts))</span></li>

      """
  }

  private var new: HTML {
    let fields = FormFields("new-tracker", refused)
    return """
      <details class="box"\(.open, if: fields.isRefused)><summary>\(TrackerText.add)</summary>
      <form class="card" method="post" id="new-tracker"\(.action, Link("settings", "trackers"))>
      \(Field.token(viewer))\(fields.error)
      \(TrackerFields.html(fields, nil, apps: apps))
      <p class="hint">\(allowsPrivate ? WebhookText.insideAllowed : WebhookText.outsideOnly)</p>
      <div class="buttons"><button class="primary" type="submit">\(TrackerText.addIt)</button></div>
      </form></details>
      """
  }
}

enum TrackerMark {
  static func html(_ tracker: Tracker) -> HTML {
    tracker.problem == nil
      ? "<span class=\"mark mark-on\">\(TrackerText.works)</span>"
      : "<span class=\"mark mark-wait\">\(TrackerText.failing)</span>"
  }
}
