// The fields of each verb for many tickets. They are those of a ticket's own forms.
import CollectorCore
import TellbackWire

struct BulkFields: Sendable {
  let fields: FormFields
  let scene: BulkScene

  var tags: HTML {
    """
    <label class="stack"><span class="label">\(BulkText.add)</span>
    <input type="text" name="add" autocomplete="off" dir="auto"\(.value, fields.value("add"))\(fields.marks("add", hint: "bulk-tags-hint"))></label>\(fields.error("add"))
    <label class="stack"><span class="label">\(BulkText.remove)</span>
    <input type="text" name="remove" autocomplete="off" dir="auto"\(.value, fields.value("remove"))\(fields.marks("remove", hint: "bulk-tags-hint"))></label>\(fields.error("remove"))
    <p class="hint" id="bulk-tags-hint">\(BulkText.tagsHint)</p>
    """
  }

  var severity: HTML {
    let choices = Severity.allCases.reversed().map { severity in
      radio("severity", severity.word, "\(Marks.severity(severity))")
    }
    return fieldset("severity", BulkText.severity, "\(choices)")
  }

  var wait: HTML {
    let causes = Waiting.Cause.allCases.map { cause -> HTML in
      let field = "\(cause.rawValue)-name"
      let name: HTML? =
        cause == .department || cause == .release
        ? """
        <label class="stack under"><span class="unseen">\(cause == .department ? BulkText.department : BulkText.version)</span>
        <input type="text" maxlength="100"\(.name, field)\(.value, fields.value(field))\(fields.marks(field))></label>\(fields.error(field))
        """ : nil
      return "\(radio("cause", cause.rawValue, .text(cause.label)))\(name)"
    }
    return """
      <input type="hidden" name="zone" value="0">
      \(fieldset("cause", BulkText.waitFor, "\(causes)"))
      <label class="stack"><span class="label">\(BulkText.until)</span>
      <input type="date" name="until"\(.value, fields.value("until"))\(fields.marks("until", hint: "bulk-until-hint"))></label>\(fields.error("until"))
      <p class="hint" id="bulk-until-hint">\(BulkText.untilHint)</p>
      <label class="choice-row"><input type="checkbox" name="early" value="yes"\(.checked, if: fields.isChosen("early", "yes", or: true))> <span>\(BulkText.early)</span></label>
      \(note(BulkText.note, audience: "\(BulkText.staffOnly)", rows: "2"))
      """
  }

  var resolve: HTML {
    let fitting = ResolutionKind.allCases.filter { kind in
      scene.tickets.contains { ResolutionKind.outcomes(for: $0.kind).contains(kind) }
    }
    let choices = fitting.map { kind -> HTML in
      let hint: HTML? = kind.needsReason ? " <span class=\"quiet\">\(BulkText.needsReason)</span>" : nil
      return radio("resolution", kind.rawValue, "\(kind.label)\(hint)")
    }
    return """
      \(fieldset("resolution", BulkText.outcome, "\(choices)"))
      <p class="hint">\(BulkText.outcomeHint)</p>
      <div class="for-code"><label class="stack"><span class="label">\(BulkText.inVersion)</span>
      <input type="text" name="fixed-in" maxlength="100"\(.value, fields.value("fixed-in"))\(fields.marks("fixed-in"))></label>
      <label class="choice-row"><input type="checkbox" name="unreleased" value="yes"\(.checked, if: fields.isChosen("unreleased", "yes"))> \(BulkText.notReleased)</label>
      \(fields.error("fixed-in"))</div>
      \(note(BulkText.words, audience: reach, rows: "3"))
      """
  }

  var handOver: HTML {
    let chosen = fields.value("to")
    func option(_ value: String, _ text: String) -> HTML {
      "<option\(.value, value)\(.selected, if: value == chosen)>\(Words.cut(Words.visible(text), to: 60))</option>"
    }
    let people = scene.colleagues.map { option("person-\($0.id)", $0.name) }
    let groups = scene.groups.map { option("group-\($0.id)", $0.name) }
    return """
      <label class="stack"><span class="label">\(BulkText.to)</span><select name="to"\(fields.marks("to"))>
      <option value="">\(BulkText.choose)</option>\(people.isEmpty ? nil : "<optgroup\(.label, BulkText.people)>\(people)</optgroup>" as HTML)\(groups.isEmpty ? nil : "<optgroup\(.label, BulkText.groups)>\(groups)</optgroup>" as HTML)</select></label>
      \(fields.error("to"))
      \(note(BulkText.note, audience: "\(BulkText.staffOnly)", rows: "2"))
      """
  }

  var answer: HTML {
    let chosen = fields.value("canned")
    let options = scene.canned.map { answer -> HTML in
      let id = String(answer.id)
      return
        "<option\(.value, id)\(.selected, if: id == chosen)>\(Words.cut(Words.visible(answer.name), to: 60))</option>"
    }
    let canned: HTML? =
      options.isEmpty
      ? nil
      : """
      <label class="stack"><span class="label">\(BulkText.canned)</span><select name="canned" aria-describedby="bulk-canned-hint"><option value="">\(BulkText.cannedNone)</option>\(options)</select></label>
      <p class="hint" id="bulk-canned-hint">\(BulkText.cannedHint)</p>
      """
    return "\(canned)\(note(BulkText.answer, audience: "\(reach) \(BulkText.answerHint)", rows: "5"))"
  }

  private var reach: HTML { "\(BulkText.reach(scene.tickets.reduce(0) { $0 + $1.reporterCount }))" }

  // MARK: Parts

  private func radio(_ name: String, _ value: String, _ label: HTML) -> HTML {
    """
    <label class="choice-row"><input type="radio"\(.name, name)\(.value, value)\(.checked, if: fields.isChosen(name, value))> <span>\(label)</span></label>
    """
  }

  private func fieldset(_ name: String, _ legend: Phrase, _ choices: HTML) -> HTML {
    "<fieldset\(fields.marks(name))><legend>\(legend)</legend>\(choices)</fieldset>\(fields.error(name))"
  }

  private func note(_ label: Phrase, audience: HTML, rows: String) -> HTML {
    """
    <label class="stack"><span class="label">\(label)</span>
    <span class="audience" id="bulk-audience">\(audience)</span>
    <textarea name="note" maxlength="10000"\(.rows, rows)\(fields.marks("note", hint: "bulk-audience"))>
    \(fields.value("note"))</textarea></label>\(fields.error("note"))
    """
  }
}
