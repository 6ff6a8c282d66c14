// The board: the pages where staff read, answer and move tickets. Each feature is a folder with its routes, pages and forms.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// The pages of the collector, ready to be mounted at the root of a router.
///
/// Everybody with an account reads the tickets of their apps; who may do what stands in `Permission.swift`.
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
    let signIn = SignInRoutes(board: board)
    signIn.add(to: &router)
    CodeRoutes(board: board, signIn: signIn).add(to: &router)
    JoinRoutes(board: board, signIn: signIn).add(to: &router)
    AccountRoutes(board: board).add(to: &router)
    PeopleRoutes(board: board).add(to: &router)
    AuditRoutes(board: board).add(to: &router)
    TicketListRoutes(board: board).add(to: &router)
    ViewRoutes(board: board).add(to: &router)
    KanbanRoutes(board: board).add(to: &router)
    TicketRoutes(board: board).add(to: &router)
    OwnerRoutes(board: board).add(to: &router)
    WorkRoutes(board: board).add(to: &router)
    GroupRoutes(board: board).add(to: &router)
    RoutingRoutes(board: board).add(to: &router)
    BlockRoutes(board: board).add(to: &router)
    TagRoutes(board: board).add(to: &router)
    ServiceLevelRoutes(board: board).add(to: &router)
    TriageRoutes(board: board).add(to: &router)
    BulkRoutes(board: board).add(to: &router)
    RelationRoutes(board: board).add(to: &router)
    PresenceRoutes(board: board).add(to: &router)
    MergeRoutes(board: board).add(to: &router)
    DuplicatesRoutes(board: board).add(to: &router)
    PainRoutes(board: board).add(to: &router)
    KnownIssueRoutes(board: board).add(to: &router)
    ReleaseRoutes(board: board).add(to: &router)
    LaunchRoutes(board: board).add(to: &router)
    WatchRoutes(board: board).add(to: &router)
    ReportRoutes(board: board).add(to: &router)
    AttachmentRoutes(board: board).add(to: &router)
    ConversationFileRoutes(board: board).add(to: &router)
    DeliveryRoutes(board: board).add(to: &router)
    NumberRoutes(board: board).add(to: &router)
    WebhookRoutes(board: board).add(to: &router)
    TrackerRoutes(board: board).add(to: &router)
    IssueRoutes(board: board).add(to: &router)
    InboxRoutes(board: board).add(to: &router)
    MailRoutes(board: board).add(to: &router)
    EventRoutes(board: board).add(to: &router)
    CannedAnswerRoutes(board: board).add(to: &router)
    ApprovalRoutes(board: board).add(to: &router)
    RedactionRoutes(board: board).add(to: &router)
    ReporterRoutes(board: board).add(to: &router)
    AssetRoutes(board: board).add(to: &router)
    for pattern in ["/{page}", "/tickets/{page}"] {
      router.page(pattern, needs: .read, board) { _, _ in throw HTTPError.notFound }
    }
  }
}
