// A desk with something of all that the digest looks at, and reports that meet it: on one store or the other.
#if PostgreSQL
  import CollectorCore
  import TellbackWire

  struct DigestScene {
    static let start = Timestamp(milliseconds: 1_764_000_000_000)
    static let now = start.adding(seconds: 200_000)
    let store: any Store
    let app: AppID

    static func id(_ number: Int) -> ReportID {
      let random = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15
      return ReportID(at: start.adding(seconds: Int64(number)), random: (random, random ^ random >> 31))
    }

    init(on store: any Store) async throws {
      self.store = store
      app = try await store.write { try $0.createApp(name: "shop", quota: IngestQuota(), at: Self.start).id }
    }

    /// `words` decide on the ticket.
    static func report(_ number: Int, _ words: String, _ change: (inout Report) -> Void = { _ in }) -> Report {
      var report = Report(
        id: id(number), capturedAt: start.adding(seconds: Int64(number)), text: words, page: "/cart",
        user: "user \(number % 40)", segment: number % 3 == 0 ? "Acme" : nil)
      report.context.appVersion = "1.\(number % 4)"
      change(&report)
      return report
    }

    /// Letters, since numbers do not tell reports apart.
    static func words(_ number: Int) -> String {
      "the \(String(decoding: String(number).utf8.map { $0 + 49 }, as: UTF8.self)) dialog breaks"
    }

    func ingest(_ reports: [Report], from contact: InstallationContact? = nil) async throws {
      let incoming = reports.enumerated().map { place, report in
        IncomingReport(
          id: report.id, app: app, installation: Self.id(1_000_000 + place % 30), receivedAt: report.capturedAt,
          sentAt: report.capturedAt, body: report.encoded())
      }
      _ = try await withCheckedThrowingContinuation { continuation in
        store.ingest(incoming, from: contact) { continuation.resume(with: $0) }
      }
    }

    /// As the digester does it. Returns what each batch came to.
    @discardableResult
    func digest(_ batch: Int, advice: [Int64: MatchAdvice] = [:]) async throws -> [DigestTally] {
      let digest = Digest()
      var tallies: [DigestTally] = []
      while true {
        let prepared = try await store.read { store in
          Dictionary(
            uniqueKeysWithValues: try store.pendingReports(limit: batch).map { ($0.sequence, digest.prepare($0)) })
        }
        if prepared.isEmpty { return tallies }
        tallies.append(
          try await store.write {
            try digest.digestPending(
              limit: batch, in: $0, now: Self.now, prepared: prepared, advice: advice, matchesLater: true,
              together: true)
          })
      }
    }

    /// Tickets 1 to 8 with one report each: merged, in a pain point with a workaround, resolved with a fix, waiting for a release, known,
    /// from a sender who is blocked since, under service levels, owned.
    func fill() async throws {
      let kim = try await store.write { store in
        let account = try store.createAccount(
          email: "kim@example.org", name: "Kim", role: .support, passwordHash: "x", at: Self.start)
        return Actor.staff(id: account.id, name: account.name)
      }
      try await ingest((1...8).map { Self.report($0, Self.words($0)) })
      try await digest(64)
      try await store.write { store in
        let desk = TicketActions(store, now: Self.start.adding(seconds: 100))
        _ = try store.saveServiceRules(
          ServiceSettings(
            calendars: [
              BusinessCalendar(
                id: 1, name: "Office", zone: "Europe/Zurich",
                week: Array(repeating: [BusinessWindow(from: 540, to: 1_020)], count: 7))
            ],
            targets: [ServiceTarget(id: 4, calendar: 1, firstAnswer: 240, nextAnswer: 240, resolution: 960)]),
          by: "Ada", account: nil, at: Self.start)
        _ = try desk.merge(2, into: 1, by: kim)
        let pains = PainActions(store, now: Self.start.adding(seconds: 100))
        let pain = try pains.make(of: [3], by: kim)
        try pains.help(pain, "Turn it off and on again", publishedAs: nil, by: kim)
        for number: Int64 in 4...6 { try desk.claim(number, by: kim) }
        try desk.resolve(4, as: .code, fix: .version("1.0"), note: "Fixed", by: kim)
        try desk.wait(5, for: Waiting(.release, name: "1.3"), by: kim)
        try BlockActions(store, now: Self.start.adding(seconds: 100)).block(
          senderOf: Self.id(8), .installation, reason: "spam", by: kim)
      }
    }

    /// Reports on the tickets that are there, on new ones, and more of both.
    static func reports(_ count: Int, from first: Int = 1_000) -> [Report] {
      (first..<first + count).map { number in
        switch number % 4 {
        case 0: report(number, words(1 + number / 4 % 8))
        case 1: report(number, words(number))
        case 2: report(number, words(number - 1)) { $0.context.appVersion = "2.\(number % 3)" }
        default: report(number, words(7)) { $0.kind = number % 8 == 3 ? .idea : .problem }
        }
      }
    }

    /// All that can be seen of it: tickets, their histories, what reporters are told.
    func seen() async throws -> [String] {
      try await store.read { store in
        var lines: [String] = []
        let tickets = try store.tickets(TicketQuery(order: .oldest, limit: 1_000)).tickets
        for number in tickets.map(\.number).sorted() {
          guard let ticket = try store.ticket(number) else { continue }
          lines.append("\(ticket)")
          lines += try store.events(ofTicket: number, after: 0, limit: 1_000).map { "\($0)" }
          lines += try store.clocks(ofTicket: number).map { "\($0)" }
          lines += try store.versions(ofTicket: number).map { "\($0)" } + store.segments(ofTicket: number)
        }
        for installation in 0..<30 {
          lines += try store.updates(app: app, installation: Self.id(1_000_000 + installation), after: 0, limit: 1_000)
            .map { "\($0.kind) \($0.report) \(String(describing: $0.ticket)) \(String(describing: $0.message))" }
        }
        lines.append("\(try store.counts())")
        let day = ExposureDay.day(of: Self.start)
        lines += try store.exposure(of: app, days: day - 1...day + 3, by: .reports).map { "\($0)" }
        return lines
      }
    }
  }
#endif
