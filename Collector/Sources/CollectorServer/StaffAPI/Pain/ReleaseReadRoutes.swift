// Releases for a program: each watched version beside the one before, what hurts more in it, and where.
import CollectorCore
import CollectorEvidence
import CollectorHTTP
import TellbackWire

struct ReleaseReadRoutes: Sendable {
  /// Versions of one app.
  static let limit = 50

  let api: StaffAPI

  func add(to router: inout Router) {
    api.get(&router, "/v1/releases", needs: .read, list)
  }

  private func list(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    let (name, scope, now) = (request.query("app"), caller.account.apps, api.clock())
    return .json(
      200,
      try await api.store.read { reads in
        var apps = try reads.apps().filter { scope.contains($0.id) }
        if let name {
          apps.removeAll { !$0.name.utf8.elementsEqual(name.utf8) }
          guard !apps.isEmpty else {
            throw ErrorAnswer(422, "invalid_value", field: "app", "There is no app of this name.")
          }
        }
        var writer = JSONWriter()
        try writer.object { writer in
          try writer.array("releases") { writer in
            for app in apps {
              for watch in try reads.releaseWatches(of: app.id, limit: Self.limit) {
                let places = ReleasePlace.responsible(of: try reads.releasePlaces(of: watch.id))
                watch.write(&writer, app: app.name, try reads.releaseChannels(of: watch.id), places)
              }
            }
          }
          try writer.array("spikes") { writer in
            for app in apps {
              for seen in try SpikeFinder(reads, now: now).found(of: app.id) { seen.write(&writer, app: app.name) }
            }
          }
        }
        return writer.bytes
      })
  }
}

extension ReleaseWatch {
  fileprivate func write(
    _ writer: inout JSONWriter, app: String, _ channels: [ReleaseChannel], _ places: [ReleasePlace]
  ) {
    writer.object { writer in
      writer.string("app", app)
      writer.string("version", version)
      writer.string("predecessor", predecessor)
      writer.moment("since", Timestamp(milliseconds: firstDay * 86_400_000))
      writer.moment("flaggedAt", flaggedAt)
      writer.bool("over", isOver)
      writer.string("countedBy", source.word)
      writer.array("channels") { writer in
        for channel in channels {
          writer.object { writer in
            writer.string("name", channel.name)
            channel.comparison.write(&writer)
          }
        }
      }
      writer.array("responsible") { writer in
        for place in places {
          writer.object { writer in
            switch (place.kind, Int64(place.name)) {
            case (.pain, let number?): writer.integer("pain", number)
            case (.error, _): writer.string("error", place.name)
            default: writer.string("page", place.name)
            }
            writer.moment("flaggedAt", place.flaggedAt)
            place.comparison.write(&writer)
          }
        }
      }
    }
  }
}

extension SeenSpike {
  func write(_ writer: inout JSONWriter, app: String) {
    writer.object { writer in
      writer.string("app", app)
      if spike.place.kind == .error {
        writer.string("error", spike.place.name)
      } else {
        writer.string("page", spike.place.name)
      }
      writer.moment("week", PainWeek.start(spike.week))
      writer.moment("flaggedAt", spike.flaggedAt)
      comparison.write(&writer)
    }
  }
}

extension RateComparison {
  /// The members of an object.
  fileprivate func write(_ writer: inout JSONWriter) {
    writer.integer("newReports", newEvents)
    writer.integer("oldReports", oldEvents)
    writer.double("expected", expectedNew)
    writer.interval(ratio, interval(alpha: RatioMixture.releaseAlpha))
  }
}
