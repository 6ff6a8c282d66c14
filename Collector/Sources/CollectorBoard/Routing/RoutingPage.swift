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
      title: RoutingText.title, section: .settings, viewer: viewer,
      content: """
        <div class="routing">
        \(SettingsTabs.html(.routing, viewer))
        <div class="page-head"><h1>\(RoutingText.title)</h1>\(mayChange ? "<a class=\"button primary\"\(.href, Link("settings", "routing", "new"))>\(RoutingText.addRule)</a>" as HTML : nil)</div>
        \(Done.html(done))
        \(refusal.map { "<p class=\"alert\" role=\"alert\">\($0.message)</p>" as HTML })
        <p class="lead">\(RoutingText.lead)</p>
        \(list)
        <p class="quiet">\(RoutingText.foot(Int64(details.rules.count), limit: RoutingRule.limit))</p>
        </div>
        """
    ).rendered()
  }

  private var list: HTML {
    guard !details.rules.isEmpty else {
      return """
        <section class="empty"><h2>\(RoutingText.noRules)</h2>
        <p>\(RoutingText.noRulesText)</p></section>
        """
    }
    return "<ol class=\"rules\">\(details.rules.enumerated().map(row))</ol>"
  }

  private func row(_ place: Int, _ rule: RoutingRule) -> HTML {
    let conditions = rule.conditions.map {
      "<li>\(Words.inline(RoutingText.condition($0).text, limit: 300))</li>" as HTML
    }
    let effects = (details.effects[rule.id] ?? []).map { "<li>\(Words.inline($0.text, limit: 200))</li>" as HTML }
    let name: HTML =
      mayChange
      ? "<a\(.href, Link("settings", "routing", String(rule.id)))>\(Words.inline(rule.name, limit: 100))</a>"
      : "<strong>\(Words.inline(rule.name, limit: 100))</strong>"
    let isRefused = refusal?.rule == rule.id
    return """
      <li\(.class, rule.isEnabled ? "rule" : "rule off")\(.id, "rule-\(rule.id)")>
      <div class="rule-name"><span class="place">\(place + 1)</span> <h2>\(name)</h2>
      <span class="quiet">\(Words.inline(details.app(rule), limit: 60))</span>\(rule.isEnabled ? nil : " <span class=\"mark mark-off\">\(KitText.disabled)</span>" as HTML)\(details.warning(rule).map { " <span class=\"mark mark-wait\">\(Words.inline($0.text, limit: 100))</span>" as HTML })</div>
      <div class="if"><span class="unseen">\(RoutingText.when)</span>\(conditions.isEmpty ? "<p class=\"quiet\">\(RoutingText.each)</p>" : "<ul>\(conditions)</ul>" as HTML)</div>
      <div class="then"><span class="unseen">\(RoutingText.then)</span><ul>\(effects)</ul></div>
      \(mayChange ? buttons(place, rule, isRefused) : nil)</li>

      """
  }

  private func buttons(_ place: Int, _ rule: RoutingRule, _ isRefused: Bool) -> HTML {
    func button(_ act: String, _ label: Phrase, _ name: Phrase, isOff: Bool = false) -> HTML {
      "<button class=\"plain\" type=\"submit\" name=\"act\"\(.value, act)\(.ariaLabel, "\(name.text) \(rule.name)")\(.disabled, if: isOff)>\(label)</button>"
    }
    return """
      <form class="buttons" method="post"\(.action, RoutingRoutes.link)>\(Field.token(viewer))\(Field.hidden("rule", String(rule.id)))\(Field.hidden("stamp", String(details.stamp)))
      \(button("up", RoutingText.up, RoutingText.moveUp, isOff: place == 0))\(button("down", RoutingText.down, RoutingText.moveDown, isOff: place == details.rules.count - 1))\(rule.isEnabled ? button("disable", KitText.disable, KitText.disable) : button("enable", KitText.enable, KitText.enable))\(button("delete", KitText.delete, KitText.delete))</form>
      """
  }
}
