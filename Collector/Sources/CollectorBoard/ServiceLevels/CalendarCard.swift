// One calendar: its week, its holidays, and the form that changes it.
import CollectorCore
import TellbackWire

struct CalendarCard: Sendable {
  let calendar: BusinessCalendar
  let page: ServiceLevelPage

  private var id: String { "calendar-\(calendar.id)" }

  var html: HTML {
    """
    <div class="card"><h3>\(Words.inline(calendar.name, limit: 100))</h3>
    \(unknownZone)
    <p class="quiet">\(LevelText.clocks(of: Words.inline(calendar.zone, limit: 64)))\(state)</p>
    <dl class="week">\(week)</dl>
    <p class="quiet">\(holidays)</p>
    \(page.mayEdit ? edit : nil)</div>
    """
  }

  static func new(_ page: ServiceLevelPage) -> HTML {
    let fields = FormFields("calendar-0", page.refused)
    let first = BusinessCalendar(
      id: 0, name: "", zone: page.viewer.account.timeZone ?? "UTC", week: BusinessCalendar.officeWeek)
    return """
      <details class="box"\(.open, if: fields.isRefused)><summary>\(LevelText.addCalendar)</summary>
      \(CalendarCard(calendar: first, page: page).form)</details>
      """
  }

  private var time: BusinessTime? { page.rules?.time(calendar.id) }

  private var unknownZone: HTML? {
    guard let time, !time.isZoneKnown else { return nil }
    return """
      <p class="alert" role="alert">\(LevelText.unknownZone(Words.inline(calendar.zone, limit: 64)))</p>
      """
  }

  /// Whether somebody works now, and since it matters most, when somebody does again.
  private var state: HTML? {
    guard let time else { return nil }
    if time.isOpen(at: page.now) { return "\(LevelText.openNow)" }
    return time.opening(notBefore: page.now).map { LevelText.opens(BusinessText.html($0, offset: time.offset(at: $0))) }
  }

  private var week: [HTML] {
    calendar.week.enumerated().map { weekday, windows in
      let text = windows.isEmpty ? LevelText.closed.text : windows.map(\.text).joined(separator: ", ")
      return "<div><dt>\(KitText.weekdays[weekday])</dt><dd>\(text)</dd></div>"
    }
  }

  private var holidays: HTML {
    let count = LevelText.holidays(Int64(calendar.holidays.count + calendar.imported.count))
    guard let time else { return "\(count)" }
    let year = time.days(from: page.now, to: page.now.adding(seconds: 400 * 86_400), limit: 1_000)
    guard let next = year.first(where: { $0.holiday != nil }) else { return "\(LevelText.noneAhead(count))" }
    return LevelText.nextHoliday(count, BusinessText.day(next.day), Words.inline(next.holiday ?? "", limit: 200))
  }

  private var edit: HTML {
    let fields = FormFields(id, page.refused)
    return """
      <details class="inner"\(.open, if: fields.isRefused)><summary>\(KitText.change)<span class="unseen"> \(Words.inline(calendar.name, limit: 100))</span></summary>\(form)
      <form method="post"\(.action, ServiceLevelRoutes.link)>\(page.hidden("delete-calendar", id: calendar.id))
      <button class="plain danger" type="submit">\(LevelText.deleteCalendar)</button></form></details>
      """
  }

  private var form: HTML {
    let fields = FormFields(id, page.refused)
    let days = KitText.weekdays.enumerated().map { weekday, name -> HTML in
      let text = calendar.week[weekday].map(\.text).joined(separator: ", ")
      return """
        <label class="stack"><span>\(name)</span><input type="text"\(.name, "day-\(weekday)") maxlength="200" autocomplete="off"\(.placeholder, LevelText.closed)\(.value, fields.value("day-\(weekday)", or: text))\(fields.marks("day-\(weekday)", hint: "\(id)-days"))></label>\(fields.error("day-\(weekday)"))
        """
    }
    let kept: HTML? =
      calendar.imported.isEmpty
      ? nil
      : "<label class=\"row\"><input type=\"checkbox\" name=\"keep-file\" value=\"yes\" checked> <span>\(LevelText.keepFile(LevelText.holidays(Int64(calendar.imported.count))))</span></label>"
    return """
      <form class="fields" method="post" enctype="multipart/form-data"\(.id, id)\(.action, ServiceLevelRoutes.link)>\(page.hidden("calendar", id: calendar.id))
      \(fields.error)
      <label class="stack"><span>\(KitText.name)</span><input type="text" name="name" required maxlength="100" autocomplete="off"\(.value, fields.value("name", or: calendar.name))\(fields.marks("name"))></label>\(fields.error("name"))
      <label class="stack"><span>\(LevelText.zone)</span><input type="text" name="zone" required maxlength="64" autocomplete="off" spellcheck="false"\(.value, fields.value("zone", or: calendar.zone))\(fields.marks("zone", hint: "\(id)-zone"))></label>
      <p class="hint"\(.id, "\(id)-zone")>\(LevelText.zoneHint)</p>\(fields.error("zone"))
      <fieldset class="days-of-week"><legend>\(LevelText.whenSomebodyWorks)</legend>
      <p class="hint"\(.id, "\(id)-days")>\(LevelText.windowsHint)</p>\(days)</fieldset>
      <label class="stack"><span>\(LevelText.holidaysLabel)</span><textarea name="holidays" rows="4" spellcheck="false"\(fields.marks("holidays", hint: "\(id)-holidays"))>
      \(fields.value("holidays", or: BusinessCalendar.text(calendar.holidays)))</textarea></label>
      <p class="hint"\(.id, "\(id)-holidays")>\(LevelText.holidaysHint)</p>\(fields.error("holidays"))
      <label class="stack"><span>\(LevelText.holidayFile)</span><input type="file" name="file" accept=".ics,text/calendar"\(fields.marks("file", hint: "\(id)-file"))></label>
      <p class="hint"\(.id, "\(id)-file")>\(LevelText.fileHint(bytes: CountText.bytes(Int64(CalendarFile.limit)), events: CountText.grouped(Int64(CalendarFile.eventLimit))))</p>\(fields.error("file"))
      \(kept)
      <div class="buttons"><button class="primary" type="submit">\(KitText.save)</button></div></form>
      """
  }
}
