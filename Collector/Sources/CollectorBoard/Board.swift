// The board: where staff read, answer and move tickets. It knows the domain and HTTP, and nothing of how either is kept.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// The pages of the collector, ready to be mounted at the root of a router.
///
/// Everybody with an account reads everything; who may answer and move tickets stands in `Permission.swift`.
public struct Board: Sendable {
  private let context: BoardContext

  /// `clock` gives the present moment; times on pages are relative to it.
  public init(
    store: any Store, secrets: any Secrets, clock: @escaping @Sendable () -> Timestamp, options: BoardOptions
  ) {
    context = BoardContext(store: store, secrets: secrets, clock: clock, options: options)
  }

  /// Adds the board's routes. They take `/` and first segments that the API does not use; an unknown page of one or two
  /// segments gets a page that says so.
  public func routes(into router: inout Router) {
    let board = context
    let (door, list, ticket) = (SignInRoom(board: board), TicketListRoom(board: board), TicketRoom(board: board))
    let (report, attachment, flow) = (ReportRoom(board: board), AttachmentRoom(board: board), FlowRoom(board: board))
    let events = EventsRoom(board: board)
    let (links, known) = (LinkRoom(board: board), KnownRoom(board: board))
    let triage = TriageRoom(board: board)

    router.immediate(.GET, "/assets/{name}") { request in
      var response = try BoardAssets.answer(request)
      SecurityHeaders.apply(to: &response.headers, isSecure: board.options.isSecure)
      return response
    }
    router.async(.GET, "/sign-in") { await door.show($0) }
    router.async(.POST, "/sign-in") { await door.enter($0) }
    router.async(.POST, "/sign-out") { await door.leave($0) }
    router.async(.GET, "/") { await board.page($0, list.show) }
    router.async(.GET, "/tickets") { await board.page($0) { _, _ in .redirect(to: Link().target) } }
    router.async(.GET, "/tickets/{number:int}") { await board.page($0, ticket.show) }
    router.async(.POST, "/tickets/{number:int}", maxBody: 128 * 1024) { await board.form($0, ticket.act) }
    router.async(.POST, "/tickets/{number:int}/links") { await board.form($0, links.act) }
    router.async(.GET, "/tickets/{number:int}/beside/{other:int}") { await board.page($0, links.beside) }
    router.async(.POST, "/tickets/{number:int}/known") { await board.form($0, known.act) }
    router.async(.POST, "/tickets/{number:int}/triage") { await board.form($0, triage.act) }
    router.async(.GET, "/reports/{id}") { await board.page($0, report.show) }
    router.async(.GET, "/reports/{id:uuid}/attachments/{index:int}") { await board.page($0, attachment.show) }
    router.async(.GET, "/flow") { await board.page($0, flow.show) }
    router.events(.GET, "/events") { events.follow($0, $1) }
    for pattern in ["/{page}", "/tickets/{page}"] {
      router.async(.GET, pattern) { await board.page($0) { _, _ in throw HTTPError.notFound } }
    }
  }
}
