// Where staff write: an answer to reporters and a note for staff, each in a box of its own that says who reads it. Yellow is for staff.
import CollectorCore
import TellbackWire

struct ActionPanel: Sendable {
  let details: TicketDetails
  let viewer: Viewer
  let refused: RefusedForm?

  private var ticket: Ticket { details.ticket }
  private var action: Link { Link("tickets", String(ticket.number)) }

  private var gate: OwnerGate { OwnerGate(ticket: ticket, viewer: viewer) }

  var html: HTML {
    "\(gate.closed(FormFields("answer", refused), draft: details.drafts[.answer] ?? "") ?? answer)\(note)\(moves)"
  }

  private var answer: HTML {
    let fields = FormFields("answer", refused)
    return """
      <form class="act to-reporters" method="post" enctype="multipart/form-data" id="answer" tabindex="-1"\(.action, answerAction)>
      \(hidden)\(fields.error)
      \(details.replyTo == nil ? nil : audience(fields))\(fields.error("to"))
      <label class="stack"><span class="label">\(OwnerText.answer)</span>
      \(details.replyTo == nil ? audience(fields) : nil)
      <textarea name="note" rows="5" maxlength="10000"\(draft(.answer))\(fields.marks("note", hint: "answer-audience"))>
      \(fields.value("note", or: details.drafts[.answer] ?? ""))</textarea></label>
      \(fields.error("note"))
      \(details.canned.problemHTML)
      <label class="stack"><span class="unseen">\(ActionText.files)</span>
      <input type="file" name="files" multiple\(fields.marks("files", hint: "files-hint"))></label>
      <p class="hint" id="files-hint">\(ActionText.filesHint(WireLimits.attachments, CountText.bytes(Int64(TicketRoutes.answerBytes))))</p>
      \(fields.error("files"))
      <div class="buttons"><button class="primary" type="submit" name="act" value="answer">\(gate.label(sendLabel, claiming: ActionText.toAnswer))</button></div>
      \(details.needsApproval ? "<p class=\"hint\">\(ActionText.needsApproval)</p>" as HTML : nil)
      <p class="draft-state hint" role="status"></p>
      \(details.canned.html(details, fields))
      \(cannedLink)
      </form>
      """
  }

  private var sendLabel: Phrase { details.needsApproval ? ActionText.sendForApproval : ActionText.sendAnswer }

  private var cannedLink: HTML? {
    guard details.canned.choices.isEmpty else {
      return "<p class=\"hint\"><a\(.href, CannedAnswerRoutes.link())>\(ActionText.allCanned)</a></p>"
    }
    guard viewer.may(.editAnswers) else { return nil }
    return "<p class=\"hint\"><a\(.href, CannedAnswerRoutes.link())>\(ActionText.writeCanned)</a></p>"
  }

  private func audience(_ fields: FormFields) -> HTML {
    AudienceChoice(
      target: details.replyTo, people: ticket.reporterCount, languages: languages, fields: fields
    ).html
  }

  /// A form that comes back still knows whom it was for.
  private var answerAction: Link {
    guard let target = details.replyTo else { return action }
    return Link("tickets", String(ticket.number), query: [(ReplyTarget.field, target.report.description)])
  }

  private var note: HTML {
    let fields = FormFields("note", refused)
    return """
      <form class="act staff-only" method="post" id="note"\(.action, action)>
      \(hidden)\(fields.error)
      <label class="stack"><span class="label">\(ActionText.note)</span>
      <span class="audience" id="note-audience">\(KitText.onlyStaff)</span>
      <textarea name="note" rows="3" maxlength="10000"\(draft(.note))\(fields.marks("note", hint: "note-audience"))>
      \(fields.value("note", or: details.drafts[.note] ?? ""))</textarea></label>
      \(fields.error("note"))
      <div class="buttons"><button type="submit" name="act" value="note">\(ActionText.saveNote)</button></div>
      <p class="draft-state hint" role="status"></p>
      </form>
      """
  }

  private var moves: HTML? {
    guard viewer.may(.move), gate.other == nil else { return nil }
    switch ticket.state {
    case .open: return "\(resolve)\(wait)"
    case .waiting: return "\(reopen)\(resolve)\(wait)"
    case .resolved: return "\(reopen)\(resolve)"
    }
  }

  // MARK: Resolving, and changing the outcome

  private var resolve: HTML {
    let fields = FormFields("resolve", refused)
    let isResolved = ticket.state == .resolved
    let choices = ResolutionKind.outcomes(for: ticket.kind).map { kind -> HTML in
      """
      <label class="choice-row"><input type="radio" name="resolution"\(.value, kind.rawValue)\(.checked, if: fields.isChosen("resolution", kind.rawValue, or: details.isProposed(kind)))> \(kind.label(for: ticket.kind))\(kind.needsReason ? " <span class=\"quiet\">\(ActionText.needsReason)</span>" as HTML : nil)</label>
      """
    }
    let text = fields.value("note", or: details.drafts[.resolution] ?? "")
    return """
      <details class="inner" id="resolving"\(.open, if: fields.isRefused || !text.isEmpty)><summary>\(isResolved ? ActionText.change : ActionText.resolve)</summary>
      <form class="act to-reporters" method="post" id="resolve"\(.action, action)>
      \(hidden)\(fields.error)
      <fieldset\(fields.marks("resolution"))><legend>\(ActionText.outcome)</legend>\(choices)</fieldset>
      \(fields.error("resolution"))
      \(release(fields))
      <label class="stack"><span class="label">\(ActionText.words)</span>
      <span class="audience" id="resolve-audience">\(isResolved ? ActionText.changeAudience(ticket.reporterCount) : ActionText.resolveAudience(ticket.reporterCount))</span>
      <textarea name="note" rows="3" maxlength="10000"\(draft(.resolution))\(fields.marks("note", hint: "resolve-audience"))>
      \(text)</textarea></label>
      \(fields.error("note"))
      <div class="buttons"><button class="primary" type="submit" name="act"\(.value, isResolved ? "correct" : "resolve")>\(isResolved ? gate.label(ActionText.change, claiming: ActionText.toChange) : gate.label(ActionText.resolve, claiming: ActionText.toResolve))</button></div>
      \(idea)
      <p class="draft-state hint" role="status"></p>
      </form></details>
      """
  }

  /// 'Works as designed' is no outcome: what people stumble over is an idea for those who make the product.
  private var idea: HTML? {
    guard ticket.state != .resolved, ticket.kind == .problem || ticket.kind == .question else { return nil }
    return """
      <p class="as-designed"><span class="hint">\(ActionText.asDesigned)</span>
      <button class="plain" type="submit" name="act" value="idea">\(ActionText.turnIntoIdea)</button></p>\(Field.hidden("ticket", String(ticket.number)))\(PainTicketPanel.asDesigned(viewer))
      """
  }

  /// Asked for a fix in code alone; the stylesheet hides it for the other outcomes.
  private func release(_ fields: FormFields) -> HTML? {
    guard ResolutionKind.outcomes(for: ticket.kind).contains(.code) else { return nil }
    let version: String? = if case .version(let version) = ticket.fix { version } else { nil }
    let proposed = version ?? details.proposedVersion
    return """
      <div class="for-code">
      <label class="stack"><span class="label">\(ActionText.inVersion)</span>
      <input type="text" name="fixed-in" maxlength="100"\(.value, fields.value("fixed-in", or: proposed ?? ""))\(fields.marks("fixed-in"))></label>
      <label class="choice-row"><input type="checkbox" name="unreleased" value="yes"\(.checked, if: fields.isChosen("unreleased", "yes", or: ticket.fix == .notYet))> \(ActionText.notReleased)</label>
      \(fields.error("fixed-in"))
      </div>
      """
  }

  // MARK: Waiting

  private var wait: HTML {
    let fields = FormFields("wait", refused)
    let waiting = ticket.waiting
    let causes = Waiting.Cause.allCases.map { cause -> HTML in
      let isChosen = fields.isChosen("cause", cause.rawValue, or: waiting?.cause == cause)
      return """
        <label class="choice-row"><input type="radio" name="cause"\(.value, cause.rawValue)\(.checked, if: isChosen)> \(cause.label)</label>
        \(name(of: cause, fields))
        """
    }
    return """
      <details class="inner" id="waits"\(.open, if: fields.isRefused)><summary>\(ticket.state == .waiting ? ActionText.changeWait : ActionText.wait)</summary>
      <form class="act staff-only" method="post" id="wait"\(.action, action)>
      \(hidden)\(fields.error)
      <input type="hidden" name="zone" value="0">
      <fieldset\(fields.marks("cause"))><legend>\(ActionText.waitFor)</legend>\(causes)</fieldset>
      \(fields.error("cause"))
      <label class="stack"><span class="label">\(ActionText.until)</span>
      <input type="date" name="until"\(.value, fields.value("until", or: waiting?.until.flatMap(TimeText.day) ?? ""))\(fields.marks("until", hint: "until-hint"))></label>
      \(fields.error("until"))
      <p class="hint" id="until-hint">\(ActionText.untilHint)</p>
      <label class="choice-row"><input type="checkbox" name="early" value="yes"\(.checked, if: fields.isChosen("early", "yes", or: waiting?.wakesOnReply ?? true))> <span>\(ActionText.early)</span></label>
      <label class="stack"><span class="label">\(ActionText.note)</span>
      <span class="audience" id="wait-audience">\(ActionText.waitAudience)</span>
      <textarea name="note" rows="2" maxlength="10000"\(fields.marks("note", hint: "wait-audience"))>
      \(fields.value("note"))</textarea></label>
      \(fields.error("note"))
      <div class="buttons"><button type="submit" name="act" value="wait">\(ActionText.wait)</button></div>
      </form></details>
      """
  }

  private func name(of cause: Waiting.Cause, _ fields: FormFields) -> HTML? {
    guard cause == .department || cause == .release else { return nil }
    let field = "\(cause.rawValue)-name"
    let known = ticket.waiting.flatMap { $0.cause == cause ? $0.name : nil } ?? ""
    return """
      <label class="stack under"><span class="unseen">\(cause == .department ? ActionText.department : ActionText.version)</span>
      <input type="text" maxlength="100"\(.name, field)\(.value, fields.value(field, or: known))\(fields.marks(field))></label>
      \(fields.error(field))
      """
  }

  // MARK: Taking up

  private var reopen: HTML {
    let fields = FormFields("reopen", refused)
    guard ticket.state == .resolved else {
      return """
        <form class="act" method="post" id="reopen"\(.action, action)>\(hidden)\(fields.error)
        <p class="quiet">\(ActionText.waits(ticket.waiting?.sentence(now: details.now)))</p>
        <div class="buttons"><button type="submit" name="act" value="reopen">\(ActionText.takeUp)</button></div></form>
        """
    }
    return """
      <details class="inner" id="reopening"\(.open, if: fields.isRefused)><summary>\(ActionText.reopen)</summary>
      <form class="act to-reporters" method="post" id="reopen"\(.action, action)>\(hidden)\(fields.error)
      <label class="stack"><span class="label">\(ActionText.words)</span>
      <span class="audience" id="reopen-audience">\(ActionText.reopenAudience(ticket.reporterCount))</span>
      <textarea name="note" rows="3" maxlength="10000"\(fields.marks("note", hint: "reopen-audience"))>
      \(fields.value("note"))</textarea></label>
      \(fields.error("note"))
      <div class="buttons"><button type="submit" name="act" value="reopen">\(ActionText.reopen)</button></div></form></details>
      """
  }

  // MARK: Parts

  private var hidden: HTML { "\(Field.token(viewer))\(Field.hidden("seen", String(details.seen)))" }

  /// Where scripts keep what is written, for whom.
  private func draft(_ box: DraftBox) -> HTML {
    """
    \(.dataDraft, box.rawValue)\(.dataKey, "\(viewer.account.id)/\(ticket.number)/\(box.rawValue)")\(.dataSave, Link("tickets", String(ticket.number), "draft"))
    """
  }

  /// Which languages the reports on this page are in, so that an answer can meet them.
  private var languages: HTML? {
    var counts: [(name: String, count: Int)] = []
    for entry in details.reports {
      guard let name = LocaleText.language(entry.report?.locale) else { continue }
      if let index = counts.firstIndex(where: { $0.name == name }) {
        counts[index].count += 1
      } else {
        counts.append((name, 1))
      }
    }
    guard !counts.isEmpty else { return nil }
    let list = counts.sorted { $0.count > $1.count }.prefix(4).map { "\($0.name) (\($0.count))" }
    return ConversationText.languages(list.joined(separator: ", "))
  }
}
