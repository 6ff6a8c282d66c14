// Pain points for a program: their ranking with its terms, and one of them with its ledger and its counts.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct PainReadRoutes: Sendable {
  /// Places of one pain point, and its weeks.
  static let placesLimit = 100
  static let weeksLimit: Int64 = 52

  let api: StaffAPI

  func add(to router: inout Router) {
    api.get(&router, "/v1/pain-points", needs: .read, list)
    api.get(&router, "/v1/pain-points/{number:int}", needs: .read, one)
  }

  private func list(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    let (offset, limit, now) = (Int(clamping: try request.cursor("cursor")), try request.limit(), api.clock())
    let (name, scope) = (request.query("app"), caller.account.apps)
    return .json(
      200,
      try await api.store.read { reads in
        let apps = try reads.apps().filter { scope.contains($0.id) }
        var wanted = scope
        if let name {
          guard let app = apps.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
            throw ErrorAnswer(422, "invalid_value", field: "app", "There is no app of this name.")
          }
          wanted = .app(app.id)
        }
        let points = try reads.painPoints(in: wanted, limit: PainLimits.perApp * max(1, apps.count))
        let byNumber = Dictionary(points.map { ($0.number, $0) }) { first, _ in first }
        let ranks = try PainRanking(of: points, in: wanted, at: now, reads).ranks
        let totals = try reads.painTotals(in: wanted)
        var writer = JSONWriter()
        writer.object { writer in
          writer.array("painPoints") { writer in
            for rank in ranks.dropFirst(offset).prefix(limit) {
              guard let point = byNumber[rank.pain] else { continue }
              writer.object { writer in
                point.write(&writer, app: apps.first { $0.id == point.app }?.name, totals[point.number], rank, now: now)
              }
            }
          }
          writer.integer("total", Int64(ranks.count))
          if offset + limit < ranks.count { writer.string("cursor", String(offset + limit)) }
        }
        return writer.bytes
      })
  }

  private func one(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    let (number, now) = (Int64(try request.parameters.int("number")), api.clock())
    return .json(
      200,
      try await api.store.read { reads in
        let point = try caller.find(pain: number, reads)
        let (attempts, tickets) = (try reads.painAttempts(of: number), try reads.painTickets(of: number))
        let verdicts = try reads.attemptVerdicts(of: number)
        let risen = try reads.risenPains(afterAttemptsOf: number)
        let rank = try PainRanking(of: [point], in: .app(point.app), at: now, reads).ranks.first
        let total = try reads.painTotals(in: .app(point.app))[number]
        let places = try reads.painFigures(of: number, .pageSegmentVersion, version: nil, limit: Self.placesLimit)
        let weeks = try reads.painWeeks(of: number, since: PainWeek.of(now) - Self.weeksLimit + 1)
        let (app, reach) = (try reads.app(point.app)?.name, try reads.painReach(of: number))
        let offers = try PainOffers(of: number, tickets, to: now, reads)
        var writer = JSONWriter()
        writer.object { writer in
          point.write(&writer, app: app, total, rank, now: now)
          writer.array("tickets") { writer in for ticket in tickets { writer.integer(nil, ticket) } }
          writer.array("attempts") { writer in
            for attempt in attempts { attempt.write(&writer, verdicts[attempt.id], risen[attempt.id] ?? []) }
          }
          writer.object("reach") { writer in
            writer.integer("told", reach.told)
            writer.integer("cameBack", reach.cameBack)
            writer.integer("offered", Int64(offers.counts.offered))
            writer.integer("taken", Int64(offers.counts.taken))
            writer.integer("putAway", Int64(offers.counts.dismissed))
            writer.integer("wroteAnyway", Int64(offers.counts.wroteAnyway))
            writer.integer("devicesShown", offers.devices.shown)
            writer.integer("devicesCameBack", offers.devices.cameBack)
          }
          writer.array("places") { writer in
            for place in places {
              writer.object { writer in
                if !place.page.isEmpty { writer.string("page", place.page) }
                if !place.segment.isEmpty { writer.string("segment", place.segment) }
                if !place.version.isEmpty { writer.string("version", place.version) }
                place.writeCounts(&writer)
              }
            }
          }
          writer.array("weeks") { writer in
            for week in weeks {
              writer.object { writer in
                writer.moment("from", PainWeek.start(week.week))
                week.writeCounts(&writer)
              }
            }
          }
        }
        return writer.bytes
      })
  }
}

extension StaffCaller {
  /// Throws the same 404 for a pain point of an app that is not seen as for one that is not there.
  func find(pain number: Int64, _ reads: any StoreReads) throws -> PainPoint {
    guard let point = try reads.painPoint(number), account.apps.contains(point.app) else {
      throw ErrorAnswer(pain: .noSuchPain(number))
    }
    return point
  }
}

extension ErrorAnswer {
  init(pain error: PainError) {
    switch error {
    case .noSuchPain: self.init(404, "no_such_pain_point", error.description)
    case .overtaken: self.init(409, "overtaken", error.description)
    case .gathered, .notGathered: self.init(409, "gathered", error.description)
    case .noAttempt, .noWorkaround: self.init(409, "not_there", error.description)
    case .noTitle: self.init(422, "missing", field: "title", error.description)
    case .noReason: self.init(422, "missing", field: "reason", error.description)
    case .tooLong(let field, _, _): self.init(422, "too_long", field: field.rawValue, error.description)
    default: self.init(422, "invalid_value", error.description)
    }
  }
}

extension PainFigure {
  fileprivate func writeCounts(_ writer: inout JSONWriter) {
    writer.integer("reports", reports)
    writer.integer("reporters", reporters)
  }
}

extension PainPoint {
  /// The members of an object.
  fileprivate func write(
    _ writer: inout JSONWriter, app: String?, _ total: PainFigure?, _ rank: PainRank?, now: Timestamp
  ) {
    writer.integer("number", number)
    writer.string("app", optional: app)
    writer.string("title", title)
    writer.string("component", optional: facts.component)
    writer.string("page", optional: facts.page)
    writer.string("department", optional: facts.department)
    if let owner { owner.write("owner", &writer) }
    if let escalatesTo { escalatesTo.write("escalatesTo", &writer) }
    writer.moment("decideBy", facts.decideBy)
    if isOverdue(at: now) { writer.bool("overdue", true) }
    if let decision {
      writer.object("decision") { writer in
        writer.string("kind", decision.kind.rawValue)
        writer.string("reason", decision.reason)
        writer.string("by", decision.by)
        writer.moment("at", decision.at)
      }
    }
    if let workaround {
      writer.object("workaround") { writer in
        writer.string("text", workaround.text)
        writer.string("by", workaround.by)
        writer.moment("at", workaround.at)
        writer.integer("publishedAs", optional: workaround.published)
      }
    }
    writer.moment("createdAt", createdAt)
    writer.integer("revision", revision)
    writer.integer("reports", total?.reports ?? 0)
    writer.integer("reporters", total?.reporters ?? 0)
    rank?.write(&writer)
  }
}

extension PainPerson {
  fileprivate func write(_ key: StaticString, _ writer: inout JSONWriter) {
    writer.object(key) { writer in
      writer.integer("id", account)
      writer.string("name", name)
    }
  }
}

extension PainRank {
  fileprivate func write(_ writer: inout JSONWriter) {
    writer.object("hurt") { writer in
      writer.double("score", hurt)
      writer.array("people") { writer in
        for part in parts {
          writer.object { writer in
            if !part.segment.isEmpty { writer.string("segment", part.segment) }
            writer.integer("people", part.people)
            writer.integer("weight", part.weight)
          }
        }
      }
      writer.string("severity", severity.word)
      writer.integer("severityWeight", severityWeight)
      writer.double("perWeek", now)
      writer.double("perWeekBefore", before)
      writer.double("trend", trend)
      writer.integer("installations", installations.count)
      writer.string("installationsAre", installations.source == .active ? "active" : "reporting")
    }
  }
}

extension PainAttempt {
  fileprivate func write(_ writer: inout JSONWriter, _ verdict: AttemptVerdict?, _ risen: [RisenPain]) {
    writer.object { writer in
      writer.integer("id", id)
      writer.string("what", what)
      writer.string("kind", kind.rawValue)
      writer.string("department", optional: department)
      switch release {
      case .version(let version): writer.string("version", version)
      case .date(let moment): writer.moment("since", moment)
      case nil: break
      }
      writer.string("by", by)
      writer.moment("at", at)
      writer.moment("regressedAt", regressedAt)
      writer.string("regressedIn", optional: regressedIn)
      verdict?.write(&writer)
      if !risen.isEmpty { writer.array("risen") { writer in for pain in risen { pain.write(&writer) } } }
    }
  }
}
