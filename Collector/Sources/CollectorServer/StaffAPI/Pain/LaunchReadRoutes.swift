// Launches, for a program: what is planned, what runs, and what it brought.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct LaunchReadRoutes: Sendable {
  let api: StaffAPI

  func add(to router: inout Router) {
    api.get(&router, "/v1/launches", needs: .read, list)
  }

  private func list(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    let (offset, limit) = (Int(clamping: try request.cursor("cursor")), try request.limit())
    let bytes = try await api.store.read { reads -> [UInt8] in
      let all = try reads.launches(in: caller.account.apps)
      let page = all.dropFirst(offset).prefix(limit)
      let tallies = try reads.tallies(ofLaunches: page.map(\.id))
      let apps = Dictionary(try reads.apps().map { ($0.id, $0.name) }) { first, _ in first }
      var writer = JSONWriter()
      writer.object { writer in
        writer.integer("total", Int64(all.count))
        writer.array("launches") { writer in
          for launch in page { launch.write(&writer, app: apps[launch.app] ?? "", tallies[launch.id] ?? LaunchTally()) }
        }
        let next = offset + page.count
        if next < all.count { writer.string("cursor", String(next)) }
      }
      return writer.bytes
    }
    return .json(200, bytes)
  }
}

extension Launch {
  fileprivate func write(_ writer: inout JSONWriter, app: String, _ tally: LaunchTally) {
    writer.object { writer in
      writer.integer("id", id)
      writer.string("app", app)
      writer.string("name", name)
      writer.moment("startsAt", startsAt)
      writer.moment("endsAt", endsAt)
      writer.string("brief", brief)
      for (key, values) in [
        ("pages", places.pages), ("words", places.words), ("segments", places.segments), ("versions", places.versions),
      ] as [(StaticString, [String])] {
        writer.array(key) { writer in for value in values { writer.string(nil, value) } }
      }
      writer.array("expected") { writer in
        for pain in expected {
          writer.object { writer in
            writer.string("words", pain.words)
            writer.moment("since", pain.since)
            writer.integer("reports", tally.foretold[pain.words] ?? 0)
          }
        }
      }
      writer.integer("reports", tally.reports)
      writer.integer("surprises", tally.surprises)
    }
  }
}
