// What an admin fills in about a tracker, and the fields for it.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct TrackerForm: Sendable {
  private let form: HTTPForm

  init(_ form: HTTPForm) { self.form = form }

  var app: AppID { AppID(form["app"].flatMap { Int64($0) } ?? 0) }
  var issue: Int64 { form["issue"].flatMap { Int64($0) } ?? 0 }
  /// As it was pasted, without blanks around it.
  var token: String { (form["token"] ?? "").trimmed }

  var settings: TrackerSettings {
    TrackerSettings(
      name: form["name"] ?? "", kind: form["kind"].flatMap(TrackerKind.init(rawValue:)) ?? .github,
      address: (form["address"] ?? "").trimmed, api: (form["api"] ?? "").trimmed,
      project: (form["project"] ?? "").trimmed, label: form["label"] ?? "", title: form["title"] ?? "",
      body: form.text("body"))
  }
}

/// The fields of a new tracker, or of one that is there, whose app stays.
enum TrackerFields {
  static func html(_ fields: FormFields, _ settings: TrackerSettings?, apps: [AppRecord]) -> HTML {
    let kind = fields.value("kind", or: settings?.kind.rawValue ?? TrackerKind.github.rawValue)
    let kinds = TrackerKind.allCases.map { choice -> HTML in
      "<option\(.value, choice.rawValue)\(.selected, if: choice.rawValue == kind)>\(choice.label)</option>"
    }
    let tokenHint = settings == nil ? TrackerText.tokenHint : TrackerText.tokenKept
    return """
      \(settings == nil ? app(fields, apps) : nil)
      \(text(fields, "name", KitText.name, settings?.name ?? "", limit: TrackerLimits.name))
      <label class="stack"><span>\(TrackerText.kind)</span><select name="kind">\(kinds)</select></label>
      \(text(fields, "address", TrackerText.address, settings?.address ?? "https://github.com", limit: 2_000, hint: TrackerText.addressHint))
      \(text(fields, "api", TrackerText.api, settings?.api ?? "", limit: 2_000, isRequired: false, hint: TrackerText.apiHint))
      \(text(fields, "project", TrackerText.project, settings?.project ?? "", limit: TrackerLimits.project, hint: TrackerText.projectHint))
      <label class="stack"><span>\(TrackerText.token)</span><input type="password" name="token" autocomplete="off" spellcheck="false"\(settings == nil ? " required" as HTML : nil)\(.maxLength, String(TrackerLimits.token))\(fields.marks("token", hint: "\(fields.form)-token-hint"))></label>
      <p class="hint"\(.id, "\(fields.form)-token-hint")>\(tokenHint)</p>
      \(fields.error("token"))
      \(text(fields, "label", TrackerText.label, settings?.label ?? "", limit: TrackerLimits.label, isRequired: false, hint: TrackerText.labelHint))
      <fieldset><legend>\(TrackerText.template)</legend>
      \(text(fields, "title", TrackerText.issueTitle, settings?.title ?? TrackerTemplate.standardTitle, limit: TrackerLimits.titleTemplate))
      <label class="stack"><span>\(TrackerText.issueBody)</span><textarea name="body" rows="8" dir="auto"\(.maxLength, String(TrackerLimits.bodyTemplate))\(fields.marks("body", hint: "\(fields.form)-body-hint"))>
      \(fields.value("body", or: settings?.body ?? TrackerTemplate.standardBody))</textarea></label>
      <p class="hint"\(.id, "\(fields.form)-body-hint")>\(TrackerText.templateHint)</p>
      \(fields.error("body"))</fieldset>
      """
  }

  private static func app(_ fields: FormFields, _ apps: [AppRecord]) -> HTML {
    let options = apps.prefix(500).map { app -> HTML in
      let id = String(app.id.value)
      return "<option\(.value, id)\(.selected, if: fields.value("app") == id)>\(Words.visible(app.name))</option>"
    }
    return """
      <label class="stack"><span>\(TrackerText.app)</span><select name="app"\(fields.marks("app"))>\(options)</select></label>
      \(fields.error("app"))
      """
  }

  private static func text(
    _ fields: FormFields, _ name: String, _ label: Phrase, _ value: String, limit: Int, isRequired: Bool = true,
    hint: Phrase? = nil
  ) -> HTML {
    let id = "\(fields.form)-\(name)-hint"
    let below: HTML? = hint.map { "<p class=\"hint\"\(.id, id)>\($0)</p>" }
    return """
      <label class="stack"><span>\(label)</span><input type="text" dir="auto" autocomplete="off" spellcheck="false"\(.name, name)\(isRequired ? " required" as HTML : nil)\(.maxLength, String(limit))\(.value, fields.value(name, or: value))\(fields.marks(name, hint: hint == nil ? nil : id))></label>
      \(below)\(fields.error(name))
      """
  }
}
