// Who reported, from where, with what; both clocks, and how far the sender's was off.
import CollectorCore
import TellbackWire

struct ReportContext: Sendable {
  let entry: ReportOnTicket
  let report: Report
  let isOpen: Bool

  var html: HTML {
    let rows = (reporter + place + clocks + machine).compactMap(\.self)
    return """
      <details class="part context"\(.open, if: isOpen)><summary>\(ReportText.context) <span class="quiet">\(rows.count + report.fields.count)</span></summary>
      <dl>\(rows)</dl>\(fields)</details>
      """
  }

  private var reporter: [HTML?] {
    [
      row(ReportText.user, report.user), row(ReportText.contact, report.contact), row(KitText.segment, report.segment),
      row(
        ReportText.language,
        report.locale.map { locale in LocaleText.name(locale).map { "\($0), \(locale)" } ?? locale }),
    ]
  }

  private var place: [HTML?] {
    [
      row(ReportText.page, report.page), row(KitText.kind, report.kind.label),
      row(ReportText.groupingKey, report.groupingKey), zone,
    ]
  }

  /// The reporter's zone, and what their clock on the wall said.
  private var zone: HTML? {
    guard let zone = report.context.timeZone else { return nil }
    let local = LocaleText.offset(ofZone: zone, at: made).flatMap { TimeText.clock(made, offset: $0) }
    return row(ReportText.zone, local.map { ReportText.zone(zone, local: $0).text } ?? zone)
  }

  /// When it was written, by our clock.
  private var made: Timestamp { CaptureTime.corrected(report.capturedAt, of: entry.stored) }

  private var clocks: [HTML?] {
    [
      row(ReportText.written, TimeText.absolute(made), datetime: TimeText.machine(made)),
      row(
        ReportText.received, TimeText.absolute(entry.stored.receivedAt),
        datetime: TimeText.machine(entry.stored.receivedAt)),
      skew,
    ]
  }

  /// Within a minute of ours a clock is right: the measure holds the time of transport too.
  private var skew: HTML? {
    guard entry.stored.sentAt != nil else { return row(ReportText.theirClock, ReportText.notMeasured.text) }
    let skew = entry.stored.clockSkew
    guard skew.magnitude >= 60_000 else { return row(ReportText.theirClock, ReportText.agrees.text) }
    let text = ReportText.skew(
      TimeText.span(milliseconds: skew), ahead: skew > 0, said: TimeText.absolute(report.capturedAt))
    return "<div class=\"wrong\"><dt>\(ReportText.theirClock)</dt><dd>\(text)</dd></div>"
  }

  private var machine: [HTML?] {
    let context = report.context
    return [
      row(KitText.app, joined(context.appName, context.appVersion, context.appBuild.map { ReportText.build($0).text })),
      row(ReportText.system, joined(context.osName, context.osVersion)), row(ReportText.device, context.device),
      row(ReportText.diskFree, context.diskFree.map(CountText.bytes)),
      row(ReportText.memoryFree, context.memoryFree.map(CountText.bytes)),
      row(ReportText.sdk, context.sdk), row(ReportText.id, report.id.description),
    ]
  }

  private var fields: HTML? {
    guard !report.fields.isEmpty else { return nil }
    let rows = report.fields.map { field -> HTML in
      "<div><dt>\(Words.inline(field.key, limit: WireLimits.fieldKey))</dt><dd dir=\"auto\">\(Words.visible(field.value.text))</dd></div>"
    }
    return "<h3>\(ReportText.fields)</h3><dl class=\"fields\">\(rows)</dl>"
  }

  private func row(_ name: Phrase, _ value: String?) -> HTML? {
    value.map { "<div><dt>\(name)</dt><dd dir=\"auto\">\(Words.visible($0))</dd></div>" }
  }

  private func row(_ name: Phrase, _ value: String, datetime: String?) -> HTML {
    "<div><dt>\(name)</dt><dd><time class=\"moment\"\(.datetime, optional: datetime)>\(value)</time></dd></div>"
  }

  private func joined(_ parts: String?...) -> String? {
    let present = parts.compactMap(\.self)
    return present.isEmpty ? nil : present.joined(separator: " ")
  }
}
