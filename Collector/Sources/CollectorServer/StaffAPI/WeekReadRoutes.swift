// The weekly digest of a token's owner, for a program.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct WeekReadRoutes: Sendable {
  let api: StaffAPI

  func add(to router: inout Router) {
    api.get(&router, "/v1/week", needs: .read, show)
  }

  private func show(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    let (now, person) = (api.clock(), caller.account)
    let (digest, apps) = try await api.store.read { reads in
      (try WeekDigest(of: person, at: now, reads), try reads.apps())
    }
    let names = Dictionary(apps.map { ($0.id, $0.name) }) { first, _ in first }
    var writer = JSONWriter()
    writer.object { writer in
      writer.array("watches") { writer in for watch in digest.watches { watch.write(&writer, names) } }
      writer.array("pains") { writer in
        for pain in digest.pains {
          writer.object { writer in
            writer.integer("number", pain.point.number)
            writer.string("title", pain.point.title)
            writer.double("peoplePerWeek", pain.rank.now)
            writer.double("peoplePerWeekBefore", pain.rank.before)
          }
        }
      }
      if let ticket = digest.oldest { ticket.write(&writer, "oldestWait") { $0.moment("openedAt", ticket.openedAt) } }
      if let ticket = digest.idea {
        ticket.write(&writer, "mostFeltIdea") { $0.integer("reporters", ticket.reporterCount) }
      }
      if let answer = digest.unhappiest {
        answer.ticket.write(&writer, "unhappiestAnswer") { writer in
          writer.integer("stars", optional: answer.stars)
          writer.moment("at", answer.at)
        }
      }
      writer.integer("unhappyAnswers", Int64(digest.unhappyCount))
      writer.array("fixes") { writer in for fix in digest.fixes { fix.write(&writer) } }
      writer.array("spikes") { writer in
        for seen in digest.spikes { seen.write(&writer, app: names[seen.spike.place.app] ?? "") }
      }
      writer.array("queues") { writer in for queue in digest.queues { queue.write(&writer, names) } }
      writer.array("teams") { writer in for team in digest.teams { team.write(&writer) } }
    }
    return .json(200, writer.bytes)
  }
}

extension Watch {
  fileprivate func write(_ writer: inout JSONWriter, _ apps: [AppID: String]) {
    writer.object { writer in
      writer.integer("id", id)
      writeFields(&writer, apps)
    }
  }

  fileprivate func writeFields(_ writer: inout JSONWriter, _ apps: [AppID: String]) {
    writer.string("app", apps[app] ?? "")
    switch subject {
    case .app: writer.string("sort", "app")
    case .component(let name):
      writer.string("sort", "component")
      writer.string("name", name)
    case .segment(let name):
      writer.string("sort", "segment")
      writer.string("name", name)
    case .pain(let number):
      writer.string("sort", "pain_point")
      writer.integer("pain", number)
    case .reporters(let field, let value):
      writer.string("sort", "reporters")
      writer.string("name", field)
      writer.string("value", value)
    }
  }
}

extension Ticket {
  fileprivate func write(
    _ writer: inout JSONWriter, _ key: StaticString, _ more: (inout JSONWriter) -> Void
  ) {
    writer.object(key) { writer in
      writer.integer("ticket", number)
      writer.string("title", title)
      more(&writer)
    }
  }
}

extension WeekDigest.Fix {
  fileprivate func write(_ writer: inout JSONWriter) {
    writer.object { writer in
      writer.integer("pain", point.number)
      writer.string("what", attempt.what)
      switch attempt.release {
      case .version(let version): writer.string("version", version)
      case .date(let moment): writer.moment("releasedAt", moment)
      case nil: break
      }
      writer.string("verdict", (verdict?.verdict ?? .notEnoughExposure).word)
      writer.bool("cameBack", attempt.regressedAt != nil)
    }
  }
}

extension WeekDigest.Queue {
  fileprivate func write(_ writer: inout JSONWriter, _ apps: [AppID: String]) {
    writer.object { writer in
      watch.writeFields(&writer, apps)
      writer.integer("daysAtZero", Int64(daysAtZero))
      writer.integer("days", Int64(daysCounted))
      writer.integer("queue", size)
    }
  }
}

extension WeekDigest.Team {
  fileprivate func write(_ writer: inout JSONWriter) {
    writer.object { writer in
      writer.string("group", name)
      writer.integer("resolved", resolved)
      writer.integer("worksAsDesigned", designed)
      writer.integer("becameIdea", ideas)
    }
  }
}
