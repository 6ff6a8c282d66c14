// What an admin fills in about an endpoint, and the fields for it.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct WebhookForm: Sendable {
  private let form: HTTPForm

  init(_ form: HTTPForm) { self.form = form }

  var delivery: Int64? { form["delivery"].flatMap { Int64($0) } }

  func settings(in store: any StoreReads) throws -> WebhookSettings {
    let known = Set(try store.apps().map(\.id))
    let chosen = Set(form.values("app").compactMap { Int64($0).map(AppID.init) }).intersection(known)
    return WebhookSettings(
      name: form["name"] ?? "", url: (form["url"] ?? "").trimmed, apps: form["scope"] == "some" ? .only(chosen) : .all,
      events: Set(form.values("event").compactMap(WebhookEvent.init(rawValue:))),
      format: form["format"].flatMap(WebhookFormat.init(rawValue:)) ?? .standard,
      carriesWords: form["words"] == "on")
  }

  /// The field that is wrong, and what is wrong with it; nil for an error that is no fault of what was filled in.
  static func problem(of error: any Error) -> (field: String, message: String)? {
    switch error {
    case let error as WebhookAddressError: ("url", error.sentence)
    case let error as WebhookError:
      switch error {
      case .noName, .nameTooLong: ("name", error.sentence)
      case .noEvents: ("event", error.sentence)
      case .noApps: ("app", error.sentence)
      case .tooMany, .isDisabled, .noSuchDelivery: ("", error.sentence)
      case .noSuchWebhook: nil
      }
    default: nil
    }
  }
}

/// The fields of a new endpoint, or of one that is there.
enum WebhookFields {
  static func html(_ fields: FormFields, _ settings: WebhookSettings?, apps: [AppRecord], allowsPrivate: Bool) -> HTML {
    let events = WebhookEvent.allCases.map { event -> HTML in
      let isOn = fields.isChosen("event", event.rawValue, or: settings?.events.contains(event) ?? true)
      return """
        <label class="row"><input type="checkbox" name="event"\(.value, event.rawValue)\(.checked, if: isOn)> <span>\(event.label) <code>\(event.rawValue)</code></span></label>
        """
    }
    let scope = settings?.apps ?? .all
    let isAll = fields.isChosen("scope", "all", or: scope == .all)
    let boxes = apps.prefix(200).map { app -> HTML in
      let isOn = fields.isChosen("app", String(app.id.value), or: scope != .all && scope.contains(app.id))
      return """
        <label class="row"><input type="checkbox" name="app"\(.value, String(app.id.value))\(.checked, if: isOn)> <span>\(Words.inline(app.name, limit: 100))</span></label>
        """
    }
    let format = fields.value("format", or: settings?.format.rawValue ?? WebhookFormat.standard.rawValue)
    let formats = WebhookFormat.allCases.map { choice -> HTML in
      "<option\(.value, choice.rawValue)\(.selected, if: choice.rawValue == format)>\(choice.label)</option>"
    }
    let carries = fields.isChosen("words", "on", or: settings?.carriesWords ?? false)
    let rule =
      allowsPrivate
      ? WebhookText.insideAllowed
      : WebhookText.outsideOnly
    return """
      <label class="stack"><span>\(KitText.name)</span><input type="text" name="name" required maxlength="100" dir="auto" autocomplete="off"\(.value, fields.value("name", or: settings?.name ?? ""))\(fields.marks("name"))></label>
      \(fields.error("name"))
      <label class="stack"><span>\(WebhookText.address)</span><input type="text" name="url" required maxlength="2000" inputmode="url" autocomplete="off" spellcheck="false"\(.value, fields.value("url", or: settings?.url ?? ""))\(fields.marks("url", hint: "\(fields.form)-url-hint"))></label>
      <p class="hint"\(.id, "\(fields.form)-url-hint")>\(rule)</p>
      \(fields.error("url"))
      <fieldset><legend>\(WebhookText.events)</legend>\(events)\(fields.error("event"))</fieldset>
      <fieldset><legend>\(WebhookText.apps)</legend>
      <label class="row"><input type="radio" name="scope" value="all"\(.checked, if: isAll)> <span>\(KitText.everyApp)</span></label>
      <label class="row"><input type="radio" name="scope" value="some"\(.checked, if: !isAll)> <span>\(KitText.theseApps)</span></label>
      <div class="indent">\(boxes)\(apps.isEmpty ? "<p class=\"hint\">\(KitText.noApps)</p>" as HTML : nil)</div>
      \(fields.error("app"))</fieldset>
      <label class="stack"><span>\(WebhookText.format)</span><select name="format">\(formats)</select></label>
      <label class="row"><input type="checkbox" name="words" value="on"\(.checked, if: carries)\(.ariaDescribedBy, "\(fields.form)-words-hint")> <span>\(WebhookText.sendWords)</span></label>
      <p class="hint"\(.id, "\(fields.form)-words-hint")>\(WebhookText.sendWordsHint)</p>
      """
  }
}
