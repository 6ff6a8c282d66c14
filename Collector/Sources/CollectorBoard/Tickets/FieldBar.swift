// Above the list: filtering by the app's own fields, choosing columns of them, and what else narrows the list; each can be taken away.
import CollectorCore

enum ListFieldText {
  static let title = Phrase("Fields and columns", de: "Felder und Spalten")
  static let key = Phrase("Field", de: "Feld")
  static let value = Phrase("has the value", de: "hat den Wert")
  static let filter = Phrase("Filter", de: "Filtern")
  static let column = Phrase("Show a column of", de: "Spalte zeigen von")
  static let add = Phrase("Add", de: "Hinzufügen")
  static let remove = Phrase("Remove", de: "Entfernen")
  static let narrowed = Phrase("Narrowed to", de: "Eingeschränkt auf")
  static let queued = Phrase("In the queue", de: "In der Warteschlange")
  static let export = Phrase("Export", de: "Exportieren")
  static let exportCSV = Phrase("this list as CSV", de: "diese Liste als CSV")
  static let exportJSON = Phrase("this list as JSON", de: "diese Liste als JSON")

  static func team(_ id: Int64) -> Phrase { Phrase("group \(id)", de: "Gruppe \(id)") }

  static func marked(_ marked: MarkedTickets) -> Phrase {
    let days = NumberText.period(marked.days).text
    return Phrase("\(name(marked.measure).text), \(days)", de: "\(name(marked.measure).text), \(days)")
  }

  private static func name(_ measure: NumberMeasure) -> Phrase {
    switch measure {
    case .opened: NumberText.opened
    case .returned: NumberText.returned
    case .resolved: NumberText.resolved
    case .merged: NumberText.merged
    case .answered: Phrase("Answered", de: "Beantwortet")
    case .breached: NumberText.breaches
    case .helped: NumberText.helped
    case .notHelped: NumberText.notHelped
    case .rated: Phrase("Rated", de: "Bewertet")
    case .thanked: NumberText.thanks
    case .explained: Phrase("Works as designed", de: "Arbeitet wie vorgesehen")
    case .becameIdea: Phrase("Became an idea", de: "Wurde zur Idee")
    }
  }
}

enum FieldBar {
  static func html(_ filter: TicketFilter, _ fields: ListFields) -> HTML {
    """
    \(chips(filter))
    <details class="fields-bar"><summary>\(ListFieldText.title)</summary>
    <datalist id="field-keys">\(fields.keys.map { "<option\(.value, $0)></option>" as HTML })</datalist>
    <form class="row" method="get"\(.ariaLabel, ListFieldText.key)\(.action, Link())>\(kept(filter))
    <label class="pick named"><span>\(ListFieldText.key)</span><input type="text" name="field-key" list="field-keys" maxlength="100" required autocomplete="off" dir="auto"></label>
    <label class="pick named"><span>\(ListFieldText.value)</span><input type="text" name="field-value" maxlength="200" required autocomplete="off" dir="auto"></label>
    <button type="submit">\(ListFieldText.filter)</button></form>
    <form class="row" method="get"\(.ariaLabel, ListFieldText.column)\(.action, Link())>\(kept(filter))
    <label class="pick named"><span>\(ListFieldText.column)</span><input type="text" name="column" list="field-keys" maxlength="100" required autocomplete="off" dir="auto"></label>
    <button type="submit">\(ListFieldText.add)</button></form>
    <p class="exports">\(ListFieldText.export): \(download(filter, .csv, ListFieldText.exportCSV)), \(download(filter, .json, ListFieldText.exportJSON))</p>
    </details>
    """
  }

  private static func download(_ filter: TicketFilter, _ format: ExportFormat, _ text: Phrase) -> HTML {
    var pairs = filter.with { _ in }.pairs
    pairs.append(("format", format.rawValue))
    return "<a\(.href, Link("tickets", "export", query: pairs)) download>\(text)</a>"
  }

  private static func kept(_ filter: TicketFilter) -> [HTML] {
    filter.with { _ in }.pairs.map { Field.hidden($0.name, $0.value) }
  }

  /// What the filters above do not show.
  private static func chips(_ filter: TicketFilter) -> HTML? {
    var chips: [(text: HTML, link: Link)] = filter.more.fields.map { field in
      (
        "\(Words.inline(field.key, limit: 40)) = \(Words.inline(field.value, limit: 80))",
        filter.without("field.\(field.key)").link
      )
    }
    if let marked = filter.more.marked {
      chips.append(("\(ListFieldText.marked(marked))", filter.without("counted").link))
    }
    if filter.more.isQueued { chips.append(("\(ListFieldText.queued)", filter.without("queued").link)) }
    if let team = filter.more.team { chips.append(("\(ListFieldText.team(team))", filter.without("team").link)) }
    chips += filter.more.columns.map { key in
      (
        HTML.said("column \(Words.inline(key, limit: 40))", de: "Spalte \(Words.inline(key, limit: 40))"),
        filter.with { $0.more.columns.removeAll { $0 == key } }.link
      )
    }
    guard !chips.isEmpty else { return nil }
    let list = chips.map {
      "<li>\($0.text) <a\(.href, $0.link)>\(ListFieldText.remove)<span class=\"unseen\">: \($0.text)</span></a></li>"
        as HTML
    }
    return "<ul class=\"chips\"\(.ariaLabel, ListFieldText.narrowed)>\(list)</ul>"
  }
}
