// The numbers of the board for programs: the same filters, the same figures.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct NumberReadRoutes: Sendable {
  static let valueLimit = 1_000

  let api: StaffAPI

  func add(to router: inout Router) {
    api.get(&router, "/v1/numbers", needs: .read, numbers)
  }

  private func numbers(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    let now = api.clock()
    let asked = try NumberSearch(request, today: CivilDay(now))
    return .json(
      200,
      try await api.store.read { reads in
        var query = NumberQuery(
          apps: caller.account.apps, component: asked.component, team: asked.team, segment: asked.segment,
          days: asked.days)
        if let name = asked.app {
          // An app that is not seen is one that is not there.
          let app = try reads.apps().first { app in
            caller.account.apps.contains(app.id) && app.name.utf8.elementsEqual(name.utf8)
          }
          guard let app else {
            throw ErrorAnswer(422, "invalid_value", field: "app", "There is no app of this name.")
          }
          query.app = app.id
        }
        let dates = try reads.programmeDates(in: query.scope)
        let date = asked.date.flatMap { id in dates.first { $0.id == id } }
        guard asked.date == nil || date != nil else {
          throw ErrorAnswer(422, "invalid_value", field: "date", "There is no programme date of this number.")
        }
        let report = try NumberReport(NumberRequest(query: query, date: date, basis: asked.basis), now: now, reads)
        var writer = JSONWriter()
        report.write(&writer, dates: dates)
        return writer.bytes
      })
  }
}

/// What a program asks of the numbers. What is not known is refused.
private struct NumberSearch {
  var app: String?
  var component: String?
  var team: Int64?
  var segment: String?
  var days: ClosedRange<CivilDay>
  var date: Int64?
  var basis: TimeBasis?

  init(_ request: HTTPRequest, today: CivilDay) throws {
    var (count, since, until): (Int?, CivilDay?, CivilDay?)
    for (name, value) in request.query where !value.isEmpty {
      switch name {
      case "app": app = try Self.short(name, value)
      case "component": component = try Self.short(name, value)
      case "segment": segment = try Self.short(name, value)
      case "group": team = try Self.known(Int64(value), name, "a group's id")
      case "days":
        count = try Self.known(
          Int(value).flatMap { (1...NumberQuery.dayLimit).contains($0) ? $0 : nil }, name,
          "a whole number from 1 to \(NumberQuery.dayLimit)")
      case "since": since = try Self.known(CivilDay(value), name, "a day such as 2026-12-03")
      case "until": until = try Self.known(CivilDay(value), name, "a day such as 2026-12-03")
      case "date": date = try Self.known(Int64(value), name, "the id of a programme date")
      case "clock": basis = try Self.known(TimeBasis(rawValue: value), name, "business or wall")
      default:
        throw ErrorAnswer(
          400, "unknown_parameter", field: String(name.prefix(40)), "The numbers have no such parameter.")
      }
    }
    let last = until ?? today
    let first = since ?? last.adding(days: 1 - (count ?? 30))
    guard first <= last, last.number - first.number < NumberQuery.dayLimit else {
      throw ErrorAnswer(
        422, "invalid_value", field: "since",
        "since must not be after until, and at most \(NumberQuery.dayLimit) days lie between them.")
    }
    days = first...last
  }

  private static func known<Value>(_ value: Value?, _ name: String, _ what: String) throws -> Value {
    guard let value else { throw ErrorAnswer(422, "invalid_value", field: name, "\(name) must be \(what).") }
    return value
  }

  private static func short(_ name: String, _ value: String) throws -> String {
    guard value.utf8.count <= NumberReadRoutes.valueLimit else {
      throw ErrorAnswer(
        422, "too_long", field: name,
        "\(name) has \(value.utf8.count) bytes; the limit is \(NumberReadRoutes.valueLimit).")
    }
    return value
  }
}

extension NumberReport {
  fileprivate func write(_ writer: inout JSONWriter, dates: [ProgrammeDate]) {
    writer.object { writer in
      writer.string("since", request.query.days.lowerBound.text)
      writer.string("until", request.query.days.upperBound.text)
      writer.string("timeZone", "UTC")
      writer.object("queue") { queue.write(&$0) }
      writer.object("firstAnswer") { firstAnswer.write(&$0) }
      writer.object("resolution") { resolution.write(&$0) }
      writer.object("counts") { writer in
        for measure in NumberMeasure.allCases {
          let count = count(measure)
          writer.member(measure.rawValue) { $0.integer(nil, count) }
        }
      }
      writer.integer("volunteerAnswers", total(.answered))
      writer.integer("stars", total(.rated))
      writer.object("staff") { writer in
        writer.integer("answeredThisWeek", Int64(answeringStaff))
        writer.integer("all", Int64(staff))
      }
      writer.array("thanked") { writer in
        for solver in solvers {
          writer.object { writer in
            writer.string("name", solver.name)
            writer.integer("thanks", solver.count)
          }
        }
      }
      writer.array("series") { writer in
        for bucket in buckets.days.indices { write(bucket, &writer) }
      }
      writer.array("programmeDates") { writer in
        for date in dates {
          writer.object { writer in
            writer.integer("id", date.id)
            writer.string("name", date.name)
            writer.string("day", date.day.text)
          }
        }
      }
    }
  }

  private func write(_ bucket: Int, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.string("since", buckets.days[bucket].lowerBound.text)
      writer.string("until", buckets.days[bucket].upperBound.text)
      writer.integer("queue", queueEnd(bucket))
      writer.object("firstAnswer") { firstAnswer.series[bucket].write(&$0) }
      writer.object("resolution") { resolution.series[bucket].write(&$0) }
      writer.object("counts") { writer in
        for measure in NumberMeasure.allCases {
          let count = count(measure, in: bucket)
          if count > 0 { writer.member(measure.rawValue) { $0.integer(nil, count) } }
        }
      }
    }
  }
}

extension QueueNumbers {
  fileprivate func write(_ writer: inout JSONWriter) {
    writer.integer("size", size)
    writer.integer("daysAtZero", Int64(daysAtZero))
    writer.integer("daysCounted", Int64(daysCounted))
    writer.integer("arrivedLately", arrivedLately)
    writer.integer("leftLately", leftLately)
    writer.integer("trendDays", Int64(trendDays))
    switch trend {
    case .empty: writer.string("trend", "empty")
    case .steady: writer.string("trend", "steady")
    case .shrinks(let weeks):
      writer.string("trend", "shrinks")
      writer.double("weeksToEmpty", weeks)
    case .grows(let perWeek):
      writer.string("trend", "grows")
      writer.double("growsPerWeek", perWeek)
    }
  }
}

extension TimeNumbers {
  fileprivate func write(_ writer: inout JSONWriter) {
    writer.string("clock", basis.rawValue)
    writer.integer("unmeasured", Int64(unmeasured))
    sample.write(&writer)
    guard let comparison else { return }
    writer.object("comparison") { writer in
      writer.integer("date", comparison.date.id)
      writer.string("clock", comparison.basis.rawValue)
      writer.object("before") { writer in
        writer.string("since", comparison.daysBefore.lowerBound.text)
        writer.string("until", comparison.daysBefore.upperBound.text)
        comparison.before.write(&writer)
      }
      writer.object("after") { writer in
        writer.string("since", comparison.daysAfter.lowerBound.text)
        writer.string("until", comparison.daysAfter.upperBound.text)
        comparison.after.write(&writer)
      }
      if let shift = comparison.shift {
        writer.integer("shift", shift.shift)
        writer.integer("low", optional: shift.interval?.lowerBound)
        writer.integer("high", optional: shift.interval?.upperBound)
      }
    }
  }
}

extension TimeSample {
  fileprivate func write(_ writer: inout JSONWriter) {
    writer.integer("tickets", Int64(count))
    writer.integer("median", optional: median)
    writer.integer("p90", optional: p90)
  }
}
