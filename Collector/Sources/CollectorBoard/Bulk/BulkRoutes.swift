// Many tickets at once: asking what to do, doing it to each by itself, and taking it back.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct BulkRoutes: Sendable {
  /// 200 tickets with what was seen of them, an answer and what can be undone.
  static let formBytes = 256 * 1_024

  let board: BoardContext

  func add(to router: inout Router) {
    // What the least of its acts needs; each act checks its own.
    router.form("/bulk", needs: .note, board, maxBody: Self.formBytes, act)
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    if form["act"] == "undo" { return try await undo(form, viewer) }
    guard let act = form["act"].flatMap(BulkAct.init(rawValue:)) else {
      throw HTTPError(status: 400, code: "unknown_act", message: AccessText.unknownAct)
    }
    guard viewer.may(act.permission) else {
      return ErrorPages.page(act.permission.refusal(viewer.account.role), viewer: viewer, words: KeptWords(form))
    }
    let entry = BulkForm(act: act, form: form)
    let tickets = entry.tickets
    guard tickets.count <= BulkRunner.limit else {
      return try await page(entry, viewer, BulkFormError("", BulkText.tooMany(tickets.count)))
    }
    guard !tickets.isEmpty else { return try await page(entry, viewer, BulkFormError("", BulkText.noTickets)) }
    try await checkSeesOne(of: tickets, viewer)
    guard act != .merge || tickets.count > 1 else {
      return try await page(entry, viewer, BulkFormError("", BulkText.twoTickets))
    }
    // A claim asks nothing.
    guard form["step"] == "do" || act == .claim else { return try await page(entry, viewer, nil) }
    let verb: BulkVerb
    do { verb = try entry.verb() } catch { return try await page(entry, viewer, error) }
    let outcomes = try await runner(viewer, seen: Self.needsSeen(act) ? entry.seen : nil)
      .run(verb, on: tickets, by: viewer.actor)
    board.options.onDueChange()
    return try await result(outcomes, act: act, form, viewer)
  }

  private func undo(_ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let undos = form.values("undo").compactMap { BulkUndo($0) }
    guard !undos.isEmpty, undos.count <= BulkRunner.limit else {
      throw HTTPError(status: 400, code: "nothing_to_undo", message: BulkText.nothingToUndo)
    }
    for undo in undos { try viewer.check(undo.permission) }
    try await checkSeesOne(of: undos.map(\.ticket), viewer)
    let outcomes = try await runner(viewer, seen: nil).undo(undos, by: viewer.actor)
    board.options.onDueChange()
    return try await result(outcomes, act: nil, form, viewer)
  }

  /// Nobody answers or moves past what they have not seen; claims, tags and severities need no reading.
  private static func needsSeen(_ act: BulkAct) -> Bool {
    switch act {
    case .answer, .resolve, .wait: true
    case .claim, .tag, .severity, .merge, .handOver: false
    }
  }

  private func runner(_ viewer: Viewer, seen: [Int64: Int64]?) -> BulkRunner {
    let options = board.options
    return BulkRunner(
      board.store, now: board.clock(), undoSeconds: options.undoSeconds,
      check: { number, store in
        try viewer.checkSees(ticket: number, store)
        guard let seen else { return }
        try TicketForm.checkSeen(store.finalTicket(of: number), after: seen[number] ?? 0, store)
      },
      reason: { error in
        switch error {
        case let error as HTTPError: error.message
        case let error as any Refusal: error.sentence
        default: nil
        }
      },
      onFailure: { options.onFailure("-", "/bulk", $0) })
  }

  /// Of tickets that are not seen at all, the answer is the same as for one that is not there.
  private func checkSeesOne(of tickets: [Int64], _ viewer: Viewer) async throws {
    let apps = viewer.account.apps
    let seesOne = try await board.store.read { reads in
      try tickets.contains { number in try reads.ticket(number).map { apps.contains($0.app) } ?? false }
    }
    guard seesOne else { throw HTTPError.noTicket(tickets[0]) }
  }

  private func page(_ entry: BulkForm, _ viewer: Viewer, _ error: BulkFormError?) async throws -> HTTPResponse {
    let isTooMany = entry.tickets.count > BulkRunner.limit
    let refused = error.map {
      RefusedForm(form: BulkPage.form, field: $0.field, message: $0.message, values: entry.form)
    }
    // What cannot be done is not read either.
    let shown =
      isTooMany
      ? BulkForm(act: entry.act, form: HTTPForm(pairs: entry.form.pairs.filter { $0.name != "ticket" })) : entry
    let scene = try await board.store.read { try BulkScene(shown, viewer, $0) }
    let page = BulkPage(form: shown, scene: scene, viewer: viewer, refused: refused)
    return .html(error == nil ? 200 : 422, page.rendered())
  }

  private func result(
    _ outcomes: [BulkOutcome], act: BulkAct?, _ form: HTTPForm, _ viewer: Viewer
  ) async throws -> HTTPResponse {
    let (numbers, apps) = (outcomes.map(\.ticket), viewer.account.apps)
    let titles = try await board.store.read { reads in
      try numbers.reduce(into: [Int64: String]()) { titles, number in
        guard let ticket = try reads.ticket(number), apps.contains(ticket.app) else { return }
        titles[number] = ticket.title
      }
    }
    return .html(
      BulkResultPage(
        act: act, form: BulkResultPage.HTTPFormBack(path: form["back"] ?? ""), outcomes: outcomes, titles: titles,
        viewer: viewer
      ).rendered())
  }
}
