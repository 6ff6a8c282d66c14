// A feedback event as a report. Invariant: what comes out keeps every limit of the wire format, and the same event makes the same
// bytes each time, so that one that is sent again is known for what it is.
import TellbackWire

extension FeedbackEvent {
  /// The report, encoded. Nil when there are no words.
  func report(id: ReportID, sentBy sdkOfEnvelope: String?, announcing attachments: [AttachmentInfo]) -> [UInt8]? {
    guard message.contains(where: { !$0.isWhitespace }) else { return nil }
    // A moment that is not told is none: the digest takes the arrival for it then.
    var report = Report(id: id, capturedAt: moment ?? Timestamp(milliseconds: 0), text: message)
    let address = filled(url) ?? filled(requestURL)
    report.page = address.map(PageAddress.page).flatMap(filled)
    report.user = filled(userID)
    report.contact = filled(email) ?? filled(userEmail)
    report.locale = filled(locale)
    report.context = snapshot(sdkOfEnvelope)
    report.steps = steps
    report.attachments = attachments
    var left = cut
    report.fields = fields(address, &left)
    var body = report.encoded()
    while body.count > WireLimits.reportBytes {
      Self.shed(&report, &left)
      body = report.encoded()
    }
    return body
  }

  private func snapshot(_ sdkOfEnvelope: String?) -> ContextSnapshot {
    var context = context
    context.sdk = sdk ?? sdkOfEnvelope
    let named = Self.parts(ofRelease: release)
    if context.appName == nil { context.appName = named.name }
    if context.appVersion == nil { context.appVersion = named.version }
    if context.appBuild == nil { context.appBuild = filled(distribution) ?? named.build }
    return context
  }

  /// `shop@2.1.0+45`: the name, the version and the build, of which a release may lack all but the version.
  private static func parts(ofRelease release: String?) -> (name: String?, version: String?, build: String?) {
    guard let release, !release.isEmpty else { return (nil, nil, nil) }
    var version = Substring(release)
    var (name, build): (String?, String?)
    if let at = version.lastIndex(of: "@"), at != version.startIndex, version.index(after: at) != version.endIndex {
      name = String(version[..<at])
      version = version[version.index(after: at)...]
    }
    if let plus = version.lastIndex(of: "+"), plus != version.startIndex {
      build = String(version[version.index(after: plus)...])
      version = version[..<plus]
    }
    return (name, String(version), build)
  }

  /// What has no place of its own in a report. A key that is there already is left out.
  private func fields(_ address: String?, _ left: inout [String]) -> [ReportField] {
    var fields: [ReportField] = []
    func text(_ key: String, _ value: String?) {
      if let value, !value.isEmpty { fields.append(ReportField(key, .text(value))) }
    }
    text("name", name)
    text("url", address)
    text("environment", environment)
    text("event_id", eventID.map(Hexadecimal.text))
    fields += about
    text("user_agent", userAgent)
    for field in tags + contexts {
      // By bytes: equal characters of other bytes are other keys.
      if fields.contains(where: { $0.key.utf8.elementsEqual(field.key.utf8) }) { continue }
      // One place is for saying what was cut.
      if fields.count < WireLimits.fields - 1 { fields.append(field) } else { Self.note("fields", &left) }
    }
    if !left.isEmpty { fields.append(Self.cutField(left)) }
    return fields
  }

  /// Makes a report smaller that is too large as a whole: words stay longest.
  private static func shed(_ report: inout Report, _ left: inout [String]) {
    let kept = report.fields.filter { $0.key != Self.cutKey }
    if !report.steps.isEmpty {
      report.steps.removeFirst((report.steps.count + 1) / 2)
      note("steps", &left)
      report.fields = kept
    } else if kept.count > 8 {
      report.fields = Array(kept.prefix(kept.count / 2))
      note("fields", &left)
    } else {
      report.text = LooseJSON.cut(report.text, to: report.text.utf8.count * 3 / 4).value
      note("text", &left)
      report.fields = kept
    }
    report.fields.append(cutField(left))
  }

  private static let cutKey = "cut"

  /// Says what was longer than it may be.
  private static func cutField(_ names: [String]) -> ReportField {
    let names = names.sorted().joined(separator: ", ")
    return ReportField(cutKey, .text(LooseJSON.cut(names, to: WireLimits.fieldText).value))
  }

  private static func note(_ name: String, _ left: inout [String]) {
    if !left.contains(name) { left.append(name) }
  }

  private func filled(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
}
