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
      title: LevelText.title, section: .settings, viewer: viewer,
      content: """
        <div class="levels">
        \(SettingsTabs.html(.serviceLevels, viewer))
        <div class="page-head"><h1>\(LevelText.title)</h1></div>
        <p class="lead">\(LevelText.lead)</p>
        \(Done.html(done))
        \(isAdopting ? "<p class=\"hint\">\(LevelText.adopting)</p>" as HTML : nil)
        \(targets)
        \(calendars)
        \(LimitForm(page: self).html)
        \(NoticeForm(page: self).html)
        \(StuckForm(page: self).html)
        \(saved)
        </div>
        """
    ).rendered()
  }

  private var saved: HTML? {
    rules.map {
      "<p class=\"quiet foot\">\(LevelText.saved(String($0.version), by: Words.inline($0.by, limit: 100), TimeText.html($0.savedAt, now: now)))</p>"
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
      <section aria-labelledby="calendars-title"><h2 id="calendars-title">\(LevelText.calendars)</h2>
      \(settings.calendars.isEmpty ? "<p class=\"quiet\">\(LevelText.noCalendarYet)</p>" as HTML : nil)
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
      ? "<p class=\"quiet\">\(LevelText.calendarFirst)</p>"
      : "<p class=\"quiet\">\(LevelText.nothingPromised)</p>"
    let new: HTML? = mayEdit && !settings.calendars.isEmpty ? TargetRow.new(self) : nil
    return """
      <section aria-labelledby="targets-title"><h2 id="targets-title">\(LevelText.targets)</h2>
      \(shownTargets.isEmpty ? empty : "<p class=\"hint\">\(LevelText.firstFits)</p><ol class=\"targets\">\(rows)</ol>" as HTML)
      \(new)</section>
      """
  }
}
