// All rules in their order, each in words.
import CollectorCore
import TellbackWire

struct RoutingPage: Sendable {
  let details: RoutingDetails
  let viewer: Viewer
  var done: Flash?
  /// The rule that was not changed, and why.
  var refusal: (rule: Int64, message: String)?

  private var mayChange: Bool { viewer.may(.administer) }

  func rendered() -> String {
    Frame(
      title: "Routing", section: .settings, viewer: viewer,
      content: """
        <div class="routing">
        \(SettingsTabs.html(.routing, viewer))
        <div class="page-head"><h1>Routing</h1>\(mayChange ? "<a class=\"button primary\"\(.href, Link("settings", "routing", "new"))>Add a rule</a>" as HTML : nil)</div>
        \(Done.html(done))
        \(refusal.map { "<p class=\"alert\" role=\"alert\">\($0.message)</p>" as HTML })
        <p class="lead">When a report opens a ticket, the rules are read from top to bottom, and each one that fits acts. The first that names a component, a severity, a group or an owner decides it; tags of all of them gather. A component that a rule sets counts for the rules below it. A report that joins a ticket can raise its severity, and nothing else. What people decide afterwards, no rule changes.</p>
        \(list)
        <p class="quiet">Where no rule names a severity: a problem or question with an error is high, another one medium, an idea or praise low. \(CountText.of(Int64(details.rules.count), "rule", "rules")) of at most \(RoutingRule.limit).</p>
        </div>
        """
    ).rendered()
  }

  private var list: HTML {
    guard !details.rules.isEmpty else {
      return """
        <section class="empty"><h2>No rules</h2>
        <p>Each ticket waits until somebody claims it.</p></section>
        """
    }
    return "<ol class=\"rules\">\(details.rules.enumerated().map(row))</ol>"
  }

  private func row(_ place: Int, _ rule: RoutingRule) -> HTML {
    let conditions = rule.conditions.map { "<li>\(Words.inline($0.sentence, limit: 300))</li>" as HTML }
    let effects = (details.effects[rule.id] ?? []).map { "<li>\(Words.inline($0, limit: 200))</li>" as HTML }
    let name: HTML =
      mayChange
      ? "<a\(.href, Link("settings", "routing", String(rule.id)))>\(Words.inline(rule.name, limit: 100))</a>"
      : "<strong>\(Words.inline(rule.name, limit: 100))</strong>"
    let isRefused = refusal?.rule == rule.id
    return """
      <li\(.class, rule.isEnabled ? "rule" : "rule off")\(.id, "rule-\(rule.id)")>
      <div class="rule-name"><span class="place">\(place + 1)</span> <h2>\(name)</h2>
      <span class="quiet">\(Words.inline(details.app(rule), limit: 60))</span>\(rule.isEnabled ? nil : " <span class=\"mark mark-off\">Disabled</span>" as HTML)\(details.warning(rule).map { " <span class=\"mark mark-wait\">\(Words.inline($0, limit: 100))</span>" as HTML })</div>
      <div class="if"><span class="unseen">When</span>\(conditions.isEmpty ? "<p class=\"quiet\">each report</p>" : "<ul>\(conditions)</ul>" as HTML)</div>
      <div class="then"><span class="unseen">Then</span><ul>\(effects)</ul></div>
      \(mayChange ? buttons(place, rule, isRefused) : nil)</li>

      """
  }

  private func buttons(_ place: Int, _ rule: RoutingRule, _ isRefused: Bool) -> HTML {
    func button(_ act: String, _ label: HTML, _ name: String, isOff: Bool = false) -> HTML {
      "<button class=\"plain\" type=\"submit\" name=\"act\"\(.value, act)\(.ariaLabel, "\(name) \(rule.name)")\(.disabled, if: isOff)>\(label)</button>"
    }
    return """
      <form class="buttons" method="post"\(.action, RoutingRoutes.link)>\(Field.token(viewer))\(Field.hidden("rule", String(rule.id)))\(Field.hidden("stamp", String(details.stamp)))
      \(button("up", "Up", "Move up", isOff: place == 0))\(button("down", "Down", "Move down", isOff: place == details.rules.count - 1))\(rule.isEnabled ? button("disable", "Disable", "Disable") : button("enable", "Enable", "Enable"))\(button("delete", "Delete", "Delete"))</form>
      """
  }
}
