// The weights of the ranking. Everybody of staff reads them, admins set them.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct PainWeightsPage: Sendable {
  static let link = Link("settings", "pain")

  let weights: PainWeights
  let apps: [AppRecord]
  let people: [StaffAccount]
  let viewer: Viewer
  var done: Flash?
  var refused: RefusedForm?

  func rendered() -> String {
    Frame(
      title: PainText.weights.text, section: .settings, viewer: viewer,
      content: """
        <div class="pain-weights">
        \(SettingsTabs.html(.pain, viewer))
        <h1>\(PainText.weights)</h1>
        <p class="lead">\(PainText.weightsLead) \(PainText.method) <a\(.href, Link("pain"))>\(PainText.title)</a></p>
        \(Done.html(done))
        \(form)
        </div>
        """
    ).rendered()
  }

  private var form: HTML {
    let fields = FormFields("weights", refused)
    let isAdmin = viewer.may(.administer)
    let severities = Severity.allCases.map { severity -> HTML in
      number(severity.word, Marks.severity(severity), weights.of(severity), fields)
    }
    let names = [("", PainText.nobody.text)] + people.map { (String($0.id), $0.name) }
    let chosen = fields.value("escalates-to", or: weights.escalatesTo.map(String.init) ?? "")
    return """
      <form class="act" method="post" id="weights"\(.action, Self.link)>\(Field.token(viewer))\(fields.error)
      <fieldset\(.disabled, if: !isAdmin)>
      <div class="limits" role="group"\(.ariaLabel, PainText.severityWeights)><p class="label">\(PainText.severityWeights)</p>\(severities)</div>
      \(fields.error("weight"))
      \(number("trend", "\(PainText.trendWeight)", weights.trend, fields))
      <p class="hint">\(PainText.trendHint)</p>
      \(apps.map { segments($0, fields) })
      <p class="hint">\(PainText.segmentHint)</p>
      \(PainSelect.html("escalates-to", PainText.defaultPerson, names, chosen: chosen, fields))
      \(isAdmin ? "<div class=\"buttons\"><button class=\"primary\" type=\"submit\">\(PainText.save)</button></div>" as HTML : "<p class=\"hint\">\(PainText.onlyAdmins)</p>")
      </fieldset></form>
      """
  }

  private func number(_ name: String, _ label: HTML, _ value: Int64, _ fields: FormFields) -> HTML {
    """
    <label class="stack"><span class="label">\(label)</span>
    <input type="text" inputmode="numeric" maxlength="5"\(.name, name)\(.value, fields.value(name, or: String(value)))\(fields.marks(name))></label>
    \(fields.error(name))
    """
  }

  private func segments(_ app: AppRecord, _ fields: FormFields) -> HTML {
    let name = "segments-\(app.id.value)"
    let lines = (weights.segments[app.id] ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
    return """
      <label class="stack"><span class="label">\(PainText.segmentWeights(app.name))</span>
      <textarea rows="4"\(.name, name)\(fields.marks(name))>
      \(fields.value(name, or: lines.joined(separator: "\n")))</textarea></label>
      \(fields.error(name))
      """
  }
}

/// Reads the form of weights.
enum PainWeightsForm {
  /// Throws ``PainFormError`` or ``PainError``. Apps that the form does not name weigh nothing apart.
  static func read(_ form: HTTPForm, apps: [AppID]) throws -> PainWeights {
    func percent(_ name: String) throws -> Int64 {
      guard let value = form[name].flatMap({ Int64($0.trimmed) }) else { throw PainError.badWeight(PainWeights.most) }
      return value
    }
    var weights = PainWeights(
      low: try percent("low"), medium: try percent("medium"), high: try percent("high"),
      critical: try percent("critical"), trend: try percent("trend"),
      escalatesTo: form["escalates-to"].flatMap { Int64($0) })
    for app in apps {
      let name = "segments-\(app.value)"
      for line in form.text(name).split(separator: "\n") where !String(line).trimmed.isEmpty {
        guard let equals = line.lastIndex(of: "="),
          let weight = Int64(String(line[line.index(after: equals)...]).trimmed)
        else { throw PainFormError.badLine(field: name) }
        let segment = String(line[..<equals]).trimmed
        guard !segment.isEmpty else { throw PainFormError.badLine(field: name) }
        weights.segments[app, default: [:]][segment] = weight
      }
    }
    return weights
  }

  static func field(of error: PainError) -> String {
    switch error {
    case .noSuchPerson: "escalates-to"
    default: "weight"
    }
  }
}
