// The page of service levels: calendars, targets in the order in which they are tried, limits, and who is told.
import CollectorCore
import TellbackWire

struct ServiceLevelPage: Sendable {
  let rules: ServiceRules?
  /// Those that the viewer sees.
  let apps: [AppRecord]
  let people: [StaffAccount]
  /// Open tickets are still being brought under what was saved last.
  let isAdopting: Bool
  let viewer: Viewer
  let now: Timestamp
  var done: Flash?
  var refused: RefusedForm?

  var settings: ServiceSettings { rules?.settings ?? ServiceSettings() }
  var mayEdit: Bool { viewer.may(.administer) }

  func rendered() -> String {
    Frame(
      title: "Service levels", section: .settings, viewer: viewer,
      content: """
        <div class="levels">
        \(SettingsTabs.html(.serviceLevels, viewer))
        <div class="page-head"><h1>Service levels</h1></div>
        <p class="lead">How soon tickets are answered and resolved, in business time. The clock stops while a ticket waits for its reporter, and when it is resolved.</p>
        \(Done.html(done))
        \(isAdopting ? "<p class=\"hint\">Open tickets are being brought under what was saved last.</p>" as HTML : nil)
        \(targets)
        \(calendars)
        \(LimitForm(page: self).html)
        \(NoticeForm(page: self).html)
        \(saved)
        </div>
        """
    ).rendered()
  }

  private var saved: HTML? {
    rules.map {
      "<p class=\"quiet foot\">Version \(String($0.version)), saved by \(Words.inline($0.by, limit: 100)) \(TimeText.html($0.savedAt, now: now)). What was counted before stays as it was counted.</p>"
    }
  }

  /// What each form carries beside its own fields.
  func hidden(_ act: String, id: Int64? = nil) -> HTML {
    """
    \(Field.token(viewer))\(Field.hidden("act", act))\(Field.hidden("version", String(rules?.version ?? 0)))\(id.map { Field.hidden("id", String($0)) })
    """
  }

  // MARK: Calendars

  private var calendars: HTML {
    let cards = settings.calendars.map { CalendarCard(calendar: $0, page: self).html }
    let new: HTML? = mayEdit ? CalendarCard.new(self) : nil
    return """
      <section aria-labelledby="calendars-title"><h2 id="calendars-title">Calendars</h2>
      \(settings.calendars.isEmpty ? "<p class=\"quiet\">No calendar yet: it says when somebody works.</p>" as HTML : nil)
      <div class="cards">\(cards)</div>\(new)</section>
      """
  }

  // MARK: Targets

  /// Those of apps that the viewer does not see are left out.
  private var shownTargets: [ServiceTarget] {
    settings.targets.filter { target in target.app.map { id in apps.contains { $0.id.value == id } } ?? true }
  }

  private var targets: HTML {
    let rows = shownTargets.enumerated().map { TargetRow(target: $1, place: $0 + 1, page: self).html }
    let empty: HTML =
      mayEdit && settings.calendars.isEmpty
      ? "<p class=\"quiet\">Nothing is promised yet. Make a calendar first, then a target.</p>"
      : "<p class=\"quiet\">Nothing is promised yet.</p>"
    let new: HTML? = mayEdit && !settings.calendars.isEmpty ? TargetRow.new(self) : nil
    return """
      <section aria-labelledby="targets-title"><h2 id="targets-title">Targets</h2>
      \(shownTargets.isEmpty ? empty : "<p class=\"hint\">The first target that fits a ticket is the ticket’s.</p><ol class=\"targets\">\(rows)</ol>" as HTML)
      \(new)</section>
      """
  }
}
