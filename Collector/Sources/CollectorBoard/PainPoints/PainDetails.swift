// Everything that the page of a pain point shows, read in one snapshot.
import CollectorCore
import TellbackWire

struct PainDetails: Sendable {
  static let ticketsShown = 100
  static let pagesShown = 12
  static let segmentsShown = 8
  static let placesShown = 20
  static let versionsShown = 100
  static let roseShown = 10
  /// Counts of page and segment that are looked through for the heat map.
  private static let heatLimit = 1_000
  static let weeksShown: Int64 = 12

  var point: PainPoint
  var app: AppRecord?
  var tickets: [Ticket]
  var ticketCount: Int
  var memberships: [Int64: PainMembership]
  var proposals: [PainProposal]
  var attempts: [PainAttempt]
  var verdicts: [Int64: AttemptVerdict]
  /// What rose after each of the attempts.
  var risen: [Int64: [PainRisen]]
  /// After which attempts elsewhere this one rose.
  var rose: [PainRisen]
  var events: [PainEvent]
  var reach: PainReach
  var offers: PainOffers
  /// Its title on devices.
  var published: PublishedIssue?
  var rank: PainRank?
  var total: PainFigure
  /// The version that the heat map is narrowed to.
  var version: String?
  var pages: [PainFigure]
  var segments: [PainFigure]
  var versions: [PainFigure]
  var heat: [[String]: PainFigure]
  var places: [PainFigure]
  var weeks: [PainFigure]
  /// Who may own it, or hear of silence.
  var people: [StaffAccount]
  /// By whoever looks.
  var isWatched: Bool
  var now: Timestamp

  init?(
    _ number: Int64, version: String?, account: StaffAccount, _ reads: any StoreReads, now: Timestamp
  ) throws {
    guard let point = try reads.painPoint(number), account.apps.contains(point.app) else { return nil }
    self.point = point
    self.now = now
    app = try reads.app(point.app)
    let numbers = try reads.painTickets(of: number)
    ticketCount = numbers.count
    try reads.readAhead {
      for number in numbers.suffix(Self.ticketsShown) {
        _ = try reads.shownTicket(number)
        _ = try reads.painMembership(ofTicket: number)
      }
    }
    tickets = try numbers.suffix(Self.ticketsShown).compactMap { try reads.shownTicket($0) }
      .sorted { ($0.reporterCount, -$0.number) > ($1.reporterCount, -$1.number) }
    memberships = [:]
    for ticket in tickets { memberships[ticket.number] = try reads.painMembership(ofTicket: ticket.number) }
    proposals = account.may(.managePain) ? try PainProposer(reads).proposals(for: point, with: numbers) : []
    attempts = try reads.painAttempts(of: number)
    verdicts = try reads.attemptVerdicts(of: number)
    risen = try reads.risenPains(afterAttemptsOf: number).mapValues { try $0.map { try PainRisen($0, reads) } }
    rose = try reads.risenPains(of: number).prefix(Self.roseShown).map { try PainRisen($0, reads) }
    events = try reads.painEvents(of: number, limit: PainLimits.history)
    reach = try reads.painReach(of: number)
    offers = try PainOffers(of: number, numbers, to: now, reads)
    published = try point.workaround?.published.flatMap {
      try reads.publishedIssue(ofTicket: reads.finalTicket(of: $0))
    }
    rank = try PainRanking(of: [point], in: .app(point.app), at: now, reads).ranks.first
    total =
      try reads.painFigures(of: number, .total, version: nil, limit: 1).first
      ?? PainFigure(pain: number, reports: 0, reporters: 0)
    let versions = try reads.painFigures(of: number, .version, version: nil, limit: Self.versionsShown)
    let version = versions.contains { $0.version == version } ? version : nil
    (self.versions, self.version) = (versions, version)
    pages = try reads.painFigures(of: number, .page, version: nil, limit: Self.pagesShown + 1)
    segments = try reads.painFigures(of: number, .segment, version: nil, limit: Self.segmentsShown + 1)
    let cells = try reads.painFigures(
      of: number, version == nil ? .pageSegment : .pageSegmentVersion, version: version, limit: Self.heatLimit)
    heat = Dictionary(cells.map { ([$0.page, $0.segment], $0) }) { first, _ in first }
    places = try reads.painFigures(of: number, .pageSegmentVersion, version: nil, limit: Self.placesShown + 1)
    weeks = try reads.painWeeks(of: number, since: PainWeek.of(now) - Self.weeksShown + 1)
    isWatched = try reads.watches(ofAccount: account.id).contains { $0.subject == .pain(number) }
    people = try reads.accounts().filter { $0.isUsable && $0.apps.contains(point.app) }
  }
}
