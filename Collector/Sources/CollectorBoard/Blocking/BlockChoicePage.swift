// The question before somebody is blocked: the copy of the app, or the person, and why.
import CollectorCore
import TellbackWire

struct BlockChoicePage: Sendable {
  static let form = "block"

  let entry: ReportOnTicket
  /// Whom the report can be blocked by.
  let senders: Set<BlockActions.Choice>
  /// The block that holds already.
  let blocked: SenderBlock?
  let ticket: Int64?
  let viewer: Viewer
  let now: Timestamp
  let refused: RefusedForm?

  func rendered() -> String {
    Frame(
      title: BlockText.block, section: .tickets, viewer: viewer,
      content: """
        <div class="routing">
        <p class="crumbs">\(ticket.map { "<a class=\"back\"\(.href, Link("tickets", String($0)))>\(BlockText.ticket($0))</a>" as HTML })</p>
        <h1>\(BlockText.block)</h1>
        <p class="lead">\(BlockText.question)</p>
        <h2 class="unseen">\(BlockText.theReport)</h2>
        \(ReportArticle(entry: entry, ticket: ticket, now: now, isWhole: false, isOpen: false).html)
        \(blocked.map(known) ?? question)
        </div>
        """
    ).rendered()
  }

  private func known(_ block: SenderBlock) -> HTML {
    """
    <p class="alert">\(BlockText.isBlocked) <a\(.href, Link("settings", "blocked", String(block.id)))>\(BlockText.seeWhy)</a></p>
    """
  }

  private var question: HTML {
    guard !senders.isEmpty else {
      return "<p class=\"alert\" role=\"alert\">\(BlockError.noSuchSender.sentence)</p>"
    }
    let fields = FormFields(Self.form, refused)
    let choices = BlockActions.Choice.allCases.filter(senders.contains).enumerated().map { index, choice -> HTML in
      let isChosen = fields.isChosen("sender", choice.rawValue, or: index == 0)
      return """
        <label class="choice-row"><input type="radio" name="sender"\(.value, choice.rawValue)\(.checked, if: isChosen)> <span>\(label(choice))</span></label>
        """
    }
    return """
      <form class="act staff-only rule-form" method="post"\(.id, Self.form)\(.action, BlockRoutes.link)>
      \(Field.token(viewer))\(Field.hidden("report", entry.stored.id.description))\(fields.error)
      <fieldset\(fields.marks("sender"))><legend>\(BlockText.whom)</legend>\(choices)</fieldset>\(fields.error("sender"))
      <label class="stack"><span class="label">\(KitText.reason)</span>
      <span class="audience" id="block-audience">\(KitText.onlyStaff)</span>
      <textarea name="reason" rows="2" maxlength="1000"\(fields.marks("reason", hint: "block-audience"))>
      \(fields.value("reason"))</textarea></label>
      \(fields.error("reason"))
      <div class="buttons"><button class="danger" type="submit">\(BlockText.blockIt)</button></div></form>
      """
  }

  private func label(_ choice: BlockActions.Choice) -> HTML {
    let name = ReporterName(entry.stored, entry.report).html
    return switch choice {
    case .installation: "\(BlockText.thisCopy)"
    case .reporter: BlockText.reporter(name)
    }
  }
}
