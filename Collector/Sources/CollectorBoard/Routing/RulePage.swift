// One rule: what it asks of a report, what it does, and what it would have done to the reports that came before.
import CollectorCore
import TellbackWire

struct RulePage: Sendable {
  static let form = "rule"

  let details: RoutingDetails
  /// Nil for one that is to be made.
  let rule: RoutingRule?
  let viewer: Viewer
  /// What stands in the form, where it was sent.
  var typed: RefusedForm?
  var trial: TrialView?

  private var fields: FormFields { FormFields(Self.form, typed) }
  private var link: Link { Link("settings", "routing", rule.map { String($0.id) } ?? "new") }

  func rendered() -> String {
    let title = rule.map { RoutingText.rule($0.name) } ?? RoutingText.newRule
    return Frame(
      title: title, section: .settings, viewer: viewer,
      content: """
        <div class="routing">
        \(SettingsTabs.html(.routing, viewer))
        <p class="crumbs"><a class="back"\(.href, RoutingRoutes.link)>\(RoutingText.title)</a></p>
        <h1>\(rule.map { Words.inline($0.name, limit: 100) } ?? "\(RoutingText.newRule)")</h1>
        \(trial?.html)
        <form class="rule-form" method="post"\(.id, Self.form)\(.action, link)>
        \(Field.token(viewer))\(Field.hidden("stamp", stamp))
        \(fields.error.map { "<div class=\"alert\">\($0)</div>" as HTML })
        <div class="act">\(names)</div>
        <fieldset class="act"><legend>\(RoutingText.whenAll)</legend>
        <p class="hint">\(RoutingText.emptyHint)</p>
        \(conditions)</fieldset>
        <fieldset class="act"><legend>\(RoutingText.then)</legend>\(effects)</fieldset>
        <div class="buttons"><button class="primary" type="submit" name="act" value="try">\(RoutingText.tryIt(RoutingTrial.limit))</button>
        <button type="submit" name="act" value="save">\(KitText.save)</button>
        <a class="button"\(.href, RoutingRoutes.link)>\(KitText.cancel)</a></div>
        </form></div>
        """
    ).rendered()
  }

  /// Of the rules as whoever fills in the form has seen them, also when it comes back.
  private var stamp: String { typed?.values["stamp"] ?? String(details.stamp) }

  // MARK: Name and place

  private var names: HTML {
    let place = rule.flatMap { rule in details.rules.firstIndex { $0.id == rule.id } }.map { String($0 + 1) } ?? ""
    let apps = details.apps.prefix(500).map { ($0.id, $0.name) }
    return """
      \(input("name", KitText.name, rule?.name ?? "", limit: RoutingRule.nameLimit, hint: RoutingText.nameHint))
      <div class="pair">\(select("app", RoutingText.forApps, [("", KitText.allApps.text)] + apps.map { (String($0.0.value), $0.1) }, rule?.app.map { String($0.value) } ?? ""))
      <label class="stack"><span class="label">\(RoutingText.place)</span><input type="number" name="place" min="1" max="1000"\(.value, fields.value("place", or: place))\(fields.marks("place", hint: "rule-place-hint"))></label></div>
      <p class="hint" id="rule-place-hint">\(RoutingText.placeHint)</p>
      <label class="choice-row"><input type="checkbox" name="enabled" value="yes"\(.checked, if: fields.isChosen("enabled", "yes", or: rule?.isEnabled ?? true))> \(RoutingText.enabled)</label>
      """
  }

  // MARK: Conditions

  private func known(_ subject: RoutingCondition.Subject, _ test: RoutingCondition.Test = .fits) -> [String] {
    rule?.conditions.first { $0.subject == subject && $0.test == test }?.values ?? []
  }

  private var conditions: HTML {
    let kinds = ReportKind.allCases.map { kind -> HTML in
      let isOn = fields.isChosen("kind", kind.rawValue, or: known(.kind).contains(kind.rawValue))
      return
        "<label class=\"choice-row\"><input type=\"checkbox\" name=\"kind\"\(.value, kind.rawValue)\(.checked, if: isOn)> \(kind.label)</label>"
    }
    return """
      \(area("page", RoutingText.page, known(.page), hint: RoutingText.pageHint))
      \(area("words", RoutingText.words, known(.words), hint: RoutingText.wordsHint(CountText.bytes(8_192))))
      \(area("segment", KitText.segment, known(.segment)))
      \(area("in-component", KitText.component, known(.component), hint: RoutingText.componentHint))
      <fieldset class="kinds"\(fields.marks("kind"))><legend>\(KitText.kind)</legend>\(kinds)</fieldset>\(fields.error("kind"))
      <div class="pair">\(input("version-from", RoutingText.versionFrom, known(.version, .atLeast).first ?? "", limit: 500))
      \(input("version-below", RoutingText.versionBefore, known(.version, .below).first ?? "", limit: 500))</div>
      \(area("version", RoutingText.versionIs, known(.version)))
      \(area("locale", RoutingText.language, known(.locale), hint: RoutingText.languageHint))
      \(ownFields)
      """
  }

  /// Facts that the app sends with a report.
  private var ownFields: HTML {
    let own = (rule?.conditions ?? []).compactMap { condition -> (key: String, values: [String])? in
      guard case .field(let key) = condition.subject else { return nil }
      return (key, condition.values)
    }
    let rows = (1...max(RuleForm.fieldRows, own.count)).map { row -> HTML in
      let (key, values) = own.count >= row ? own[row - 1] : ("", [])
      return """
        <div class="pair">\(input("field-\(row)", RoutingText.field(row), key, limit: WireLimits.fieldKey))\(area("field-\(row)-is", RoutingText.fieldIs(row), values))</div>
        """
    }
    return """
      <details class="inner"\(.open, if: !own.isEmpty || typed != nil)><summary>\(RoutingText.ownFields)</summary>
      <p class="hint">\(RoutingText.ownFieldsHint)</p>
      \(rows)</details>
      """
  }

  // MARK: Effects

  private var effects: HTML {
    let effects = rule?.effects
    let severities = Severity.allCases.reversed().map { ($0.word, $0.label) }
    let people = details.people.filter { $0.isUsable && $0.role.may(.answer) }.prefix(500)
    return """
      <div class="pair">\(select("severity", KitText.severity, [("", RoutingText.leaveIt.text)] + severities, effects?.severity?.word ?? ""))
      \(input("component", RoutingText.setComponent, effects?.component ?? "", limit: TicketActions.componentLimit, list: "components"))</div>
      <div class="pair">\(select("group", KitText.group, [("", RoutingText.leaveIt.text)] + details.groups.map { (String($0.id), $0.name) }, effects?.group.map { String($0) } ?? ""))
      \(select("owner", KitText.owner, [("", RoutingText.leaveIt.text)] + people.map { (String($0.id), $0.name) }, effects?.owner.map { String($0) } ?? ""))</div>
      <p class="hint">\(RoutingText.ownerHint)</p>
      \(input("tags", KitText.tags, effects?.tags.joined(separator: ", ") ?? "", limit: 600, hint: RoutingText.commas))
      <datalist id="components">\(details.components.prefix(200).map { "<option\(.value, $0)></option>" as HTML })</datalist>
      """
  }

  // MARK: Parts

  private func input(
    _ name: String, _ label: Phrase, _ value: String, limit: Int, hint: Phrase? = nil, list: String? = nil
  ) -> HTML {
    let hintID = hint.map { _ in "rule-\(name)-hint" }
    return """
      <div><label class="stack"><span class="label">\(label)</span>
      <input type="text"\(.name, name) autocomplete="off" dir="auto"\(.maxLength, String(limit))\(.list, optional: list)\(.value, fields.value(name, or: value))\(fields.marks(name, hint: hintID))></label>
      \(hint.map { "<p class=\"hint\"\(.id, "rule-\(name)-hint")>\($0)</p>" as HTML })\(fields.error(name))</div>
      """
  }

  private func area(_ name: String, _ label: Phrase, _ values: [String], hint: Phrase? = nil) -> HTML {
    let hintID = hint.map { _ in "rule-\(name)-hint" }
    return """
      <div><label class="stack"><span class="label">\(label)</span>
      <textarea\(.name, name)\(.rows, String(min(max(values.count, 1), 8))) dir="auto"\(fields.marks(name, hint: hintID))>
      \(fields.value(name, or: values.joined(separator: "\n")))</textarea></label>
      \(hint.map { "<p class=\"hint\"\(.id, "rule-\(name)-hint")>\($0)</p>" as HTML })\(fields.error(name))</div>
      """
  }

  private func select(_ name: String, _ label: Phrase, _ options: [(String, String)], _ chosen: String) -> HTML {
    let chosen = fields.value(name, or: chosen)
    // A person who cannot be chosen any more still stands there, so that saving does not quietly drop them.
    let all = options.contains { $0.0 == chosen } ? options : options + [(chosen, gone(name, chosen))]
    let choices = all.map { value, text -> HTML in
      "<option\(.value, value)\(.selected, if: value == chosen)>\(Words.cut(Words.visible(text), to: 60))</option>"
    }
    return """
      <div><label class="stack"><span class="label">\(label)</span><select\(.name, name)\(fields.marks(name))>\(choices)</select></label>\(fields.error(name))</div>
      """
  }

  private func gone(_ name: String, _ chosen: String) -> String {
    let person = name == "owner" ? details.people.first { String($0.id) == chosen }?.name : nil
    return RoutingText.gone(person).text
  }
}
