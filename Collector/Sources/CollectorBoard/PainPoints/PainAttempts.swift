// The ledger of attempts at a fix.
import CollectorCore
import TellbackWire

struct PainAttempts: Sendable {
  let details: PainDetails
  let viewer: Viewer
  let refused: RefusedForm?

  private var link: Link { PainRoutes.link(details.point.number) }
  private var mayWrite: Bool { viewer.may(.managePain) }

  var html: HTML {
    let rows = details.attempts.map(row)
    return """
      <section class="pain-attempts" aria-labelledby="attempts-title"><h2 id="attempts-title">\(PainText.attempts)\(rows.isEmpty ? nil : " <span class=\"count\">\(rows.count)</span>" as HTML)</h2>
      \(rows.isEmpty ? "<p class=\"quiet\">\(PainText.noAttempts)</p>" : "<ol class=\"rows\">\(rows)</ol>" as HTML)
      \(mayWrite ? adding : nil)</section>
      """
  }

  private func row(_ attempt: PainAttempt) -> HTML {
    let department: HTML? = attempt.department.map { "<span>\(Words.inline($0, limit: 100))</span>" }
    let release: HTML = attempt.release.map(PainText.released) ?? "\(PainText.planned)"
    let back: HTML? = attempt.regressedAt.map {
      "<span class=\"clock clock-late\">\(PainText.cameBack(TimeText.html($0, now: details.now), version: attempt.regressedIn))</span>"
    }
    let verdict = details.verdicts[attempt.id].map { PainVerdict(verdict: $0, now: details.now) }
    let open: HTML? =
      verdict == nil && attempt.release != nil ? "<span class=\"quiet\">\(PainText.notJudged)</span>" : nil
    return """
      <li\(.id, "a-\(attempt.id)")><div class="line"><p class="name">\(Words.inline(attempt.what, limit: 400))</p>
      <p class="badges"><span class="kind">\(attempt.kind.label)</span><span class="state">\(release)</span>\(verdict?.badge)\(open)\(back)\(department)<span class="quiet">\(Words.inline(attempt.by, limit: 80)), \(TimeText.html(attempt.at, now: details.now))</span></p>\(verdict?.details)\(PainRisen.list(afterAttempt: details.risen[attempt.id] ?? []))\(mayWrite ? change(attempt) : nil)</div></li>
      """
  }

  private func change(_ attempt: PainAttempt) -> HTML {
    let id = "attempt-\(attempt.id)"
    let fields = FormFields(id, refused)
    var (version, day) = ("", "")
    switch attempt.release {
    case .version(let name): version = name
    case .date(let moment): day = PainDay.field(start: moment) ?? ""
    case nil: break
    }
    return """
      <details class="inner"\(.open, if: fields.isRefused)><summary>\(PainText.setRelease)<span class="unseen">: \(Words.inline(attempt.what, limit: 80))</span></summary>
      <form class="act" method="post"\(.id, id)\(.action, link)>\(Field.token(viewer))\(fields.error)\(Field.hidden("attempt", String(attempt.id)))
      \(release(fields, version: version, day: day))
      <div class="buttons"><button type="submit" name="act" value="release">\(PainText.save)</button><button class="plain" type="submit" name="act" value="drop">\(PainText.drop)</button></div></form></details>
      """
  }

  private func release(_ fields: FormFields, version: String, day: String) -> HTML {
    """
    <input type="hidden" name="zone" value="0">
    <label class="stack"><span class="label">\(PainText.inVersion)</span>
    <input type="text" name="version" maxlength="100" autocomplete="off"\(.value, fields.value("version", or: version))\(fields.marks("version"))></label>
    \(fields.error("version"))
    <label class="stack"><span class="label">\(PainText.onDay)</span>
    <input type="date" name="since"\(.value, fields.value("since", or: day))\(fields.marks("since"))></label>
    \(fields.error("since"))
    """
  }

  private var adding: HTML {
    let fields = FormFields("attempt", refused)
    let kinds = PainAttempt.Kind.allCases.map { ($0.rawValue, $0.label.text) }
    let chosen = fields.value("kind", or: PainAttempt.Kind.code.rawValue)
    return """
      <details class="inner"\(.open, if: fields.isRefused)><summary>\(PainText.newAttempt)</summary>
      <form class="act" method="post" id="attempt"\(.action, link)>\(Field.token(viewer))\(fields.error)
      <label class="stack"><span class="label">\(PainText.what)</span>
      <input type="text" name="what" maxlength="1000"\(.value, fields.value("what"))\(fields.marks("what"))></label>
      \(fields.error("what"))
      \(PainSelect.html("kind", PainText.kind, kinds, chosen: chosen, fields))
      <label class="stack"><span class="label">\(PainText.byDepartment)</span>
      <input type="text" name="department" maxlength="100"\(.value, fields.value("department"))\(fields.marks("department"))></label>
      \(fields.error("department"))
      \(release(fields, version: "", day: ""))
      <p class="hint">\(PainText.releaseHint)</p>
      <div class="buttons"><button class="primary" type="submit" name="act" value="attempt">\(PainText.newAttempt)</button></div></form></details>
      """
  }
}
