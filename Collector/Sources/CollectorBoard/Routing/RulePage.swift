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
    let title = rule.map { "Rule \($0.name)" } ?? "A new rule"
    return Frame(
      title: title, section: .settings, viewer: viewer,
      content: """
        <div class="routing">
        \(SettingsTabs.html(.routing, viewer))
        <p class="crumbs"><a class="back"\(.href, RoutingRoutes.link)>Routing</a></p>
        <h1>\(rule.map { Words.inline($0.name, limit: 100) } ?? "A new rule")</h1>
        \(trial?.html)
        <form class="rule-form" method="post"\(.id, Self.form)\(.action, link)>
        \(Field.token(viewer))\(Field.hidden("stamp", stamp))
        \(fields.error.map { "<div class=\"alert\">\($0)</div>" as HTML })
        <div class="act">\(names)</div>
        <fieldset class="act"><legend>When all of this fits</legend>
        <p class="hint">What is left empty is not asked. Several values, one on each line, are alternatives.</p>
        \(conditions)</fieldset>
        <fieldset class="act"><legend>Then</legend>\(effects)</fieldset>
        <div class="buttons"><button class="primary" type="submit" name="act" value="try">Try it on the last \(RoutingTrial.limit) reports</button>
        <button type="submit" name="act" value="save">Save</button>
        <a class="button"\(.href, RoutingRoutes.link)>Cancel</a></div>
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
      \(input("name", "Name", rule?.name ?? "", limit: RoutingRule.nameLimit, hint: "The history of each ticket that it routes names it."))
      <div class="pair">\(select("app", "For", [("", "All apps")] + apps.map { (String($0.0.value), $0.1) }, rule?.app.map { String($0.value) } ?? ""))
      <label class="stack"><span class="label">Place</span><input type="number" name="place" min="1" max="1000"\(.value, fields.value("place", or: place))\(fields.marks("place", hint: "rule-place-hint"))></label></div>
      <p class="hint" id="rule-place-hint">Counted from the top; without one a new rule comes last.</p>
      <label class="choice-row"><input type="checkbox" name="enabled" value="yes"\(.checked, if: fields.isChosen("enabled", "yes", or: rule?.isEnabled ?? true))> Enabled</label>
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
      \(area("page", "Page under", known(.page), hint: "Such as /checkout, which fits /checkout/pay and not /checkouts; /help* fits whatever follows."))
      \(area("words", "Words", known(.words), hint: "Words or phrases in the first \(CountText.bytes(8_192)) of the text, in any case."))
      \(area("segment", "Segment", known(.segment)))
      \(area("in-component", "Component", known(.component), hint: "That a rule further up has set."))
      <fieldset class="kinds"\(fields.marks("kind"))><legend>Kind</legend>\(kinds)</fieldset>\(fields.error("kind"))
      <div class="pair">\(input("version-from", "Version from", known(.version, .atLeast).first ?? "", limit: 500))
      \(input("version-below", "Version before", known(.version, .below).first ?? "", limit: 500))</div>
      \(area("version", "Version is", known(.version)))
      \(area("locale", "Language", known(.locale), hint: "Such as de, which fits de-CH too."))
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
        <div class="pair">\(input("field-\(row)", "Field \(row)", key, limit: WireLimits.fieldKey))\(area("field-\(row)-is", "Field \(row) is", values))</div>
        """
    }
    return """
      <details class="inner"\(.open, if: !own.isEmpty || typed != nil)><summary>Fields that the app sends</summary>
      <p class="hint">A key as the app sends it, such as plan, or one of appName, appBuild, osName, osVersion, device, timeZone, sdk.</p>
      \(rows)</details>
      """
  }

  // MARK: Effects

  private var effects: HTML {
    let effects = rule?.effects
    let severities = Severity.allCases.reversed().map { ($0.word, $0.label) }
    let people = details.people.filter { $0.isUsable && $0.role.may(.answer) }.prefix(500)
    return """
      <div class="pair">\(select("severity", "Severity", [("", "Leave it")] + severities, effects?.severity?.word ?? ""))
      \(input("component", "Set the component", effects?.component ?? "", limit: TicketActions.componentLimit, list: "components"))</div>
      <div class="pair">\(select("group", "Group", [("", "Leave it")] + details.groups.map { (String($0.id), $0.name) }, effects?.group.map { String($0) } ?? ""))
      \(select("owner", "Owner", [("", "Leave it")] + people.map { (String($0.id), $0.name) }, effects?.owner.map { String($0) } ?? ""))</div>
      <p class="hint">An owner who is away, or can sign in no longer, gets nothing: the ticket is for the group then, or for everybody, and the history says why.</p>
      \(input("tags", "Tags", effects?.tags.joined(separator: ", ") ?? "", limit: 600, hint: "Parted by commas."))
      <datalist id="components">\(details.components.prefix(200).map { "<option\(.value, $0)></option>" as HTML })</datalist>
      """
  }

  // MARK: Parts

  private func input(
    _ name: String, _ label: String, _ value: String, limit: Int, hint: String? = nil, list: String? = nil
  ) -> HTML {
    let hintID = hint.map { _ in "rule-\(name)-hint" }
    return """
      <div><label class="stack"><span class="label">\(label)</span>
      <input type="text"\(.name, name) autocomplete="off" dir="auto"\(.maxLength, String(limit))\(.list, optional: list)\(.value, fields.value(name, or: value))\(fields.marks(name, hint: hintID))></label>
      \(hint.map { "<p class=\"hint\"\(.id, "rule-\(name)-hint")>\($0)</p>" as HTML })\(fields.error(name))</div>
      """
  }

  private func area(_ name: String, _ label: String, _ values: [String], hint: String? = nil) -> HTML {
    let hintID = hint.map { _ in "rule-\(name)-hint" }
    return """
      <div><label class="stack"><span class="label">\(label)</span>
      <textarea\(.name, name)\(.rows, String(min(max(values.count, 1), 8))) dir="auto"\(fields.marks(name, hint: hintID))>
      \(fields.value(name, or: values.joined(separator: "\n")))</textarea></label>
      \(hint.map { "<p class=\"hint\"\(.id, "rule-\(name)-hint")>\($0)</p>" as HTML })\(fields.error(name))</div>
      """
  }

  private func select(_ name: String, _ label: String, _ options: [(String, String)], _ chosen: String) -> HTML {
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
    return "\(person ?? "No longer there") (cannot be chosen)"
  }
}
