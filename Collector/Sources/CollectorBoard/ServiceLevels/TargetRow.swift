// One target: whose tickets it is for, what it promises, and when a report that arrived now would be due.
import CollectorCore
import TellbackWire

struct TargetRow: Sendable {
  let target: ServiceTarget
  /// From 1, as the page shows them.
  let place: Int
  let page: ServiceLevelPage

  private var id: String { "target-\(target.id)" }
  private var calendar: BusinessCalendar? { page.settings.calendars.first { $0.id == target.calendar } }

  var html: HTML {
    """
    <li class="card"\(.id, "row-\(target.id)")><h3>\(whose)</h3>
    <p>\(promises)</p>
    \(preview)
    \(page.mayEdit ? edit : nil)</li>
    """
  }

  static func new(_ page: ServiceLevelPage) -> HTML {
    let fields = FormFields("target-0", page.refused)
    let first = ServiceTarget(calendar: page.settings.calendars.first?.id ?? 0)
    return """
      <details class="box"\(.open, if: fields.isRefused)><summary>\(LevelText.addTarget)</summary>
      <div class="card">\(TargetRow(target: first, place: 0, page: page).form)</div></details>
      """
  }

  private var whose: HTML {
    let app = target.app.flatMap { id in page.apps.first { $0.id.value == id }?.name }
    let parts: [HTML] = [
      app.map { Words.inline($0, limit: 60) }, target.severity.map { "\($0.name)" }, target.kind.map { "\($0.name)" },
      target.segment.map { LevelText.segment(Words.inline($0, limit: 100)) },
    ].compactMap(\.self)
    guard let first = parts.first else { return "\(LevelText.everyTicket)" }
    return "\(first)\(parts.dropFirst().map { ", \($0)" as HTML })"
  }

  private var promises: HTML {
    let parts = ClockMetric.allCases.compactMap { metric in
      target.time(metric).map { LevelText.promise(metric, in: BusinessText.span(milliseconds: $0)).text }
    }
    return
      "\(parts.joined(separator: "; ")) <span class=\"quiet\">\(LevelText.by(calendar.map { Words.inline($0.name, limit: 100) } ?? "\(LevelText.noCalendar)"))</span>"
  }

  /// What the calendar makes of it at this moment.
  private var preview: HTML? {
    guard let time = page.rules?.time(target.calendar) else { return nil }
    let parts = [ClockMetric.firstAnswer, .resolution].compactMap { metric -> HTML? in
      guard let due = target.time(metric).flatMap({ time.moment(after: $0, from: page.now) }) else { return nil }
      return " \(metric.inner) \(BusinessText.html(due, offset: time.offset(at: due)))"
    }
    guard let first = parts.first else { return nil }
    return """
      <p class="hint preview">\(LevelText.wouldBeDue("\(first)\(parts.dropFirst().map { ",\($0)" as HTML })")) <span class="quiet">\(Words.inline(time.calendar.zone, limit: 64))</span></p>
      """
  }

  private var edit: HTML {
    let fields = FormFields(id, page.refused)
    let raise: HTML? =
      place > 1
      ? "<form method=\"post\"\(.action, ServiceLevelRoutes.link)>\(page.hidden("raise-target", id: target.id))<button class=\"plain\" type=\"submit\">\(LevelText.tryBefore(place - 1))</button></form>"
      : nil
    return """
      <details class="inner"\(.open, if: fields.isRefused)><summary>\(KitText.change)<span class="unseen"> \(LevelText.theTarget(of: whose))</span></summary>\(form)</details>
      <div class="buttons">\(raise)<form method="post"\(.action, ServiceLevelRoutes.link)>\(page.hidden("delete-target", id: target.id))<button class="plain" type="submit">\(KitText.delete)</button></form></div>
      """
  }

  private var form: HTML {
    let fields = FormFields(id, page.refused)
    func pick(_ name: String, _ label: Phrase, _ options: [(value: String, text: String)], _ chosen: String) -> HTML {
      let value = fields.value(name, or: chosen)
      let choices = options.map { option -> HTML in
        "<option\(.value, option.value)\(.selected, if: option.value == value)>\(Words.cut(Words.visible(option.text), to: 60))</option>"
      }
      return
        "<label class=\"stack\"><span>\(label)</span><select\(.name, name)\(fields.marks(name))>\(choices)</select></label>\(fields.error(name))"
    }
    let apps = page.apps.map { (value: String($0.id.value), text: $0.name) }
    let times = ClockMetric.allCases.map { metric -> HTML in
      let minutes = target.time(metric).map { $0 / 60_000 }
      return """
        <label class="stack"><span>\(metric.label)</span><input type="text"\(.name, metric.rawValue) maxlength="20" autocomplete="off"\(.placeholder, LevelText.none)\(.value, fields.value(metric.rawValue, or: BusinessText.field(minutes: minutes)))\(fields.marks(metric.rawValue, hint: "\(id)-times"))></label>\(fields.error(metric.rawValue))
        """
    }
    return """
      <form class="fields" method="post"\(.id, id)\(.action, ServiceLevelRoutes.link)>\(page.hidden("target", id: target.id))
      \(fields.error)
      \(pick("app", KitText.app, [("", LevelText.everyApp.text)] + apps, target.app.map(String.init) ?? ""))
      \(pick("severity", KitText.severity, [("", LevelText.anySeverity.text)] + Severity.allCases.reversed().map { ($0.word, $0.label) }, target.severity?.word ?? ""))
      \(pick("kind", KitText.kind, [("", LevelText.anyKind.text)] + ReportKind.allCases.map { ($0.rawValue, $0.label) }, target.kind?.rawValue ?? ""))
      <label class="stack"><span>\(KitText.segment)</span><input type="text" name="segment" autocomplete="off"\(.placeholder, LevelText.any)\(.value, fields.value("segment", or: target.segment ?? ""))\(fields.marks("segment"))></label>\(fields.error("segment"))
      \(pick("calendar", LevelText.calendar, page.settings.calendars.map { (String($0.id), $0.name) }, String(target.calendar)))
      <fieldset><legend>\(LevelText.within)</legend><p class="hint"\(.id, "\(id)-times")>\(LevelText.timesHint)</p>\(times)</fieldset>
      <div class="buttons"><button class="primary" type="submit">\(KitText.save)</button></div></form>
      """
  }
}
