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
      title: "Block a sender", section: .tickets, viewer: viewer,
      content: """
        <div class="routing">
        <p class="crumbs">\(ticket.map { "<a class=\"back\"\(.href, Link("tickets", String($0)))>Ticket #\($0)</a>" as HTML })</p>
        <h1>Block a sender</h1>
        <p class="lead">From now on, what they report or write is kept back: it is on no ticket until somebody releases it. What they sent before stays. They are not told, and you can end it at any time.</p>
        <h2 class="unseen">The report</h2>
        \(ReportArticle(entry: entry, ticket: ticket, now: now, isWhole: false, isOpen: false).html)
        \(blocked.map(known) ?? question)
        </div>
        """
    ).rendered()
  }

  private func known(_ block: SenderBlock) -> HTML {
    """
    <p class="alert">This sender is blocked already. <a\(.href, Link("settings", "blocked", String(block.id)))>See why, and what is kept back</a></p>
    """
  }

  private var question: HTML {
    guard !senders.isEmpty else {
      return "<p class=\"alert\" role=\"alert\">\(BlockError.noSuchSender.description)</p>"
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
      <fieldset\(fields.marks("sender"))><legend>Whom</legend>\(choices)</fieldset>\(fields.error("sender"))
      <label class="stack"><span class="label">Reason</span>
      <span class="audience" id="block-audience">Only staff see this.</span>
      <textarea name="reason" rows="2" maxlength="1000"\(fields.marks("reason", hint: "block-audience"))>
      \(fields.value("reason"))</textarea></label>
      \(fields.error("reason"))
      <div class="buttons"><button class="danger" type="submit">Block</button></div></form>
      """
  }

  private func label(_ choice: BlockActions.Choice) -> HTML {
    let name = ReporterName(entry.stored, entry.report).html
    return switch choice {
    case .installation: "This copy of the app, whoever uses it"
    case .reporter: "\(name), on any device"
    }
  }
}
