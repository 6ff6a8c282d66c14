// The forms beside a pain point: the decision, the workaround, and what it is. Who may not write reads them.
import CollectorCore
import TellbackWire

struct PainPanels: Sendable {
  let details: PainDetails
  let viewer: Viewer
  let refused: RefusedForm?

  private var point: PainPoint { details.point }
  private var link: Link { PainRoutes.link(point.number) }
  private var mayWrite: Bool { viewer.may(.managePain) }

  // MARK: The decision

  var decision: HTML {
    let stands: HTML =
      point.decision.map { decision in
        """
        <p><strong>\(decision.kind.label)</strong></p>
        <div class="words" dir="auto">\(LinkedWords.html(Words.visible(decision.reason)))</div>
        <p class="quiet">\(PainText.decided(by: decision.by, TimeText.html(decision.at, now: details.now)))</p>
        """
      } ?? "<p>\(PainText.undecided)</p>"
    let due: HTML? = point.facts.decideBy.map { by in
      let mark = point.isOverdue(at: details.now) ? "clock clock-late" : "clock"
      return "<p><span\(.class, mark)>\(PainText.decideBy(PainDay.of(end: by)))</span></p>"
    }
    return """
      <section class="pain-card" aria-labelledby="decision-title"><h2 id="decision-title">\(PainText.decision)</h2>\(stands)\(due)\(mayWrite ? decide : nil)</section>
      """
  }

  private var decide: HTML {
    let fields = FormFields("decide", refused)
    let kinds = PainDecision.Kind.allCases.map { kind -> HTML in
      """
      <label class="choice-row"><input type="radio" name="decision"\(.value, kind.rawValue)\(.checked, if: fields.isChosen("decision", kind.rawValue))> \(kind.label)</label>
      """
    }
    let isFirst = point.decision == nil
    return """
      <details class="inner"\(.open, if: fields.isRefused || point.isOverdue(at: details.now))><summary>\(isFirst ? PainText.decide : PainText.decideAgain)</summary>
      <form class="act" method="post" id="decide"\(.action, link)>\(Field.token(viewer))\(fields.error)<input type="hidden" name="zone" value="0">
      <fieldset\(fields.marks("decision"))><legend>\(PainText.decision)</legend>\(kinds)</fieldset>
      \(fields.error("decision"))
      <label class="stack"><span class="label">\(PainText.reason)</span>
      <textarea name="reason" rows="3" maxlength="10000"\(fields.marks("reason"))>
      \(fields.value("reason"))</textarea></label>
      \(fields.error("reason"))
      <label class="stack"><span class="label">\(PainText.again)</span>
      <input type="date" name="again"\(.value, fields.value("again"))\(fields.marks("again"))></label>
      \(fields.error("again"))
      <div class="buttons"><button class="primary" type="submit" name="act" value="decide">\(PainText.decide)</button></div></form></details>
      """
  }

  // MARK: The workaround

  var workaround: HTML {
    let stands: HTML? = point.workaround.map { workaround in
      """
      <div class="words" dir="auto">\(LinkedWords.html(Words.visible(workaround.text)))</div>
      <p class="quiet">\(Words.inline(workaround.by, limit: 80)), \(TimeText.html(workaround.at, now: details.now)). \(workaround.published.map { PainText.publishedAs($0) })</p>
      <p>\(PainText.told(details.reach))</p>\(offers)<p class="hint">\(PainText.giveUp)</p>
      """
    }
    guard mayWrite || stands != nil else { return .empty }
    return """
      <section class="pain-card" aria-labelledby="workaround-title"><h2 id="workaround-title">\(PainText.workaround)</h2>\(stands)\(mayWrite ? help : nil)</section>
      """
  }

  /// What devices tell of it.
  private var offers: HTML {
    let offers = details.offers
    guard offers.counts.offered > 0 else { return "<p class=\"quiet\">\(PainText.noOffers)</p>" }
    return """
      <p>\(PainText.offered(Int64(offers.counts.offered)))</p>
      <ul class="terms"><li>\(PainText.taken(Int64(offers.counts.taken)))</li><li>\(PainText.putAway(Int64(offers.counts.dismissed)))</li>
      <li>\(PainText.wroteAnyway(Int64(offers.counts.wroteAnyway)))</li><li>\(PainText.withheld(Int64(offers.withheld)))</li></ul>
      <p>\(PainText.devices(offers.devices))</p>
      """
  }

  private var help: HTML {
    let fields = FormFields("workaround", refused)
    let known = point.workaround
    let title = fields.value("title", or: details.published?.title ?? (known == nil ? point.title : ""))
    let withdraw: HTML? =
      known == nil
      ? nil : "<button type=\"submit\" name=\"act\" value=\"withdraw\" formnovalidate>\(PainText.withdraw)</button>"
    return """
      <form class="act to-reporters" method="post" id="workaround"\(.action, link)>\(Field.token(viewer))\(fields.error)
      <p class="audience">\(PainText.workaroundHint)</p>
      <label class="stack"><span class="label">\(PainText.workaround)</span>
      <textarea name="workaround" rows="4" maxlength="4000"\(fields.marks("workaround"))>
      \(fields.value("workaround", or: known?.text ?? ""))</textarea></label>
      \(fields.error("workaround"))
      <label class="stack"><span class="label">\(PainText.workaroundTitle)</span>
      <input type="text" name="title" maxlength="200"\(.value, Words.clipped(title, to: 200))\(fields.marks("title", hint: "published-hint"))></label>
      \(fields.error("title"))
      <p class="hint" id="published-hint">\(PainText.workaroundTitleHint)</p>
      <div class="buttons"><button class="primary" type="submit" name="act" value="workaround">\(PainText.tellAll)</button>\(withdraw)</div></form>
      """
  }

  // MARK: Facts

  var facts: HTML {
    guard mayWrite else { return readFacts }
    let (fields, facts) = (FormFields("facts", refused), point.facts)
    func text(_ name: String, _ label: Phrase, _ value: String, _ limit: Int) -> HTML {
      """
      <label class="stack"><span class="label">\(label)</span>
      <input type="text"\(.name, name)\(.maxLength, String(limit))\(.value, fields.value(name, or: value))\(fields.marks(name))></label>
      \(fields.error(name))
      """
    }
    func person(_ name: String, _ label: Phrase, _ nobody: Phrase, _ chosen: PainPerson?) -> HTML {
      var options = [("", nobody.text)] + details.people.map { (String($0.id), $0.name) }
      if let chosen, !options.contains(where: { $0.0 == String(chosen.account) }) {
        options.append((String(chosen.account), chosen.name))
      }
      let value = fields.value(name, or: chosen.map { String($0.account) } ?? "")
      return PainSelect.html(name, label, options, chosen: value, fields)
    }
    let day = facts.decideBy.flatMap(PainDay.field(end:)) ?? ""
    return """
      <details class="inner"\(.open, if: fields.isRefused)><summary>\(PainText.facts)</summary>
      <form class="act" method="post" id="facts"\(.action, link)>\(Field.token(viewer))\(fields.error)<input type="hidden" name="zone" value="0">\(Field.hidden("revision", String(point.revision)))
      \(text("title", PainText.titleLabel, facts.title, PainLimits.title))
      \(text("component", PainText.component, facts.component ?? "", PainLimits.name))
      \(text("page", PainText.page, facts.page ?? "", WireLimits.page))
      \(text("department", PainText.department, facts.department ?? "", PainLimits.name))
      \(person("owner", PainText.ownerLabel, PainText.nobody, point.owner))
      <label class="stack"><span class="label">\(PainText.decideByLabel)</span>
      <input type="date" name="decide-by"\(.value, fields.value("decide-by", or: day))\(fields.marks("decide-by", hint: "decide-by-hint"))></label>
      \(fields.error("decide-by"))
      <p class="hint" id="decide-by-hint">\(PainText.decideByHint)</p>
      \(person("escalates-to", PainText.escalatesTo, PainText.bySettings, point.escalatesTo))
      <div class="buttons"><button type="submit" name="act" value="change">\(PainText.save)</button></div></form></details>
      \(readFacts)
      """
  }

  private var readFacts: HTML {
    func fact(_ label: Phrase, _ value: String?) -> HTML? {
      value.map { "<div><dt>\(label)</dt><dd>\(Words.inline($0, limit: 200))</dd></div>" }
    }
    let facts = point.facts
    return """
      <section class="facts" aria-labelledby="facts-title"><h2 id="facts-title">\(PainText.facts)</h2><dl>
      \(fact(PainText.app, details.app?.name))\(fact(PainText.component, facts.component))\(fact(PainText.page, facts.page))\(fact(PainText.department, facts.department))\(fact(PainText.ownerLabel, point.owner?.name))\(fact(PainText.escalatesTo, point.escalatesTo?.name))
      </dl></section>
      """
  }
}
