// What several collectors on one database promise: any of them takes, shows and answers everything, and one does what may be done once.
#if PostgreSQL
  import CollectorCore
  import Foundation
  import TellbackWire
  import TestBrowser
  import TestReceiver
  import Testing

  @Suite(.enabled(if: TestDatabase.isThere, TestDatabase.why))
  struct NodeTests {
    private func report(_ number: Int) -> Report {
      var report = newReport("The dialog \(number) breaks")
      report.groupingKey = "dialog \(number)"
      return report
    }

    @Test func `any node takes reports, each report is there once, and every node tells the same figures`() async throws
    {
      let nodes = try await Nodes()
      let key = try await nodes.createApp()
      let same = report(1)
      for node in [nodes.a, nodes.b, nodes.a] {
        #expect(try await nodes.client(node, key).report(same).status < 300)
      }
      let all = (2...41).map(report)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (place, report) in all.enumerated() {
          let client = try nodes.client(place.isMultiple(of: 2) ? nodes.a : nodes.b, key)
          group.addTask {
            let status = try await client.report(report).status
            #expect(status < 300)
          }
        }
        try await group.waitForAll()
      }
      for node in [nodes.a, nodes.b] {
        try await eventually("every ticket") { try await nodes.metric("reports_opened_total", of: node) == 41 }
        let figures = try await nodes.client(node, key).metrics()
        #expect(figures["tellback_reports_received_total"] == 41 && isBalanced(figures))
      }
      try await nodes.stop()
    }

    @Test func `after a kill the other digests, and knows what the dead one placed`() async throws {
      let nodes = try await Nodes()
      let key = try await nodes.createApp()
      let (working, waiting) = try await nodes.worker()
      for number in 1...20 { #expect(try await nodes.client(waiting, key).report(report(number)).status < 300) }
      try await eventually("the tickets") { try await nodes.metric("reports_opened_total", of: waiting) == 20 }
      // Before it is needed: so nothing has to be read when it takes over.
      try await eventually("the other's match index") {
        try await nodes.metric("match_index_reports", of: waiting) == 20
      }
      try await working.crash()
      let killed = ContinuousClock.now
      for number in 11...30 { #expect(try await nodes.client(waiting, key).report(report(number)).status < 300) }
      try await eventually("the digest by the other") {
        let figures = try await nodes.client(waiting, key).metrics()
        return figures["tellback_reports_opened_total"] == 30 && figures["tellback_reports_attached_total"] == 10
      }
      print("taken over after \(killed.duration(to: .now))")
      // Who comes back is the one that waits now.
      try await nodes.start(working)
      #expect(try await nodes.client(working, key).report(report(31)).status < 300)
      try await eventually("its report") { try await nodes.metric("reports_opened_total", of: working) == 31 }
      #expect(!working.log.contains("work_taken"))
      try await nodes.stop()
    }

    @Test func `who stops gives its work up, and the other goes on at once`() async throws {
      let nodes = try await Nodes()
      let key = try await nodes.createApp()
      let (working, waiting) = try await nodes.worker()
      #expect(try await working.stop() == 0)
      #expect(try await nodes.client(waiting, key).report(report(1)).status < 300)
      try await eventually("the digest by the other") {
        try await nodes.metric("reports_opened_total", of: waiting) == 1
      }
      try await eventually("its log of it") { waiting.log.contains("work_taken") }
      #expect(try await waiting.stop() == 0)
    }

    @Test func `a key that is revoked at one node counts at no node, and what is erased is found by none`() async throws
    {
      let nodes = try await Nodes()
      let key = try await nodes.createApp()
      let reports = (1...3).map(report)
      for report in reports { #expect(try await nodes.client(nodes.a, key).report(report).status < 300) }
      for node in [nodes.a, nodes.b] {
        try await eventually("the match index") { try await nodes.metric("match_index_reports", of: node) == 3 }
      }
      try await nodes.command(["report", "erase", "\(reports[0].id)"])
      for node in [nodes.a, nodes.b] {
        try await eventually("it to be forgotten") { try await nodes.metric("match_index_reports", of: node) == 2 }
        // A replay brings it back nowhere.
        #expect(try await nodes.client(node, key).report(reports[0]).status < 500)
      }
      // Through one of the nodes, by the socket in its data directory.
      let words = ["app", "key", "revoke", "1", "--data", nodes.b.data]
      #expect(try await Tool.run(words).status == 0)
      for node in [nodes.a, nodes.b] {
        try await eventually("the key to be refused") {
          try await nodes.client(node, key).report(report(9)).status == 401
        }
      }
      try await nodes.stop()
    }

    @Test func `who signs in at one node works at the other: pages, forms, presence, and the end of the session`()
      async throws
    {
      let nodes = try await Nodes()
      let key = try await nodes.createApp()
      let desk = try await nodes.token()
      #expect(try await nodes.client(nodes.a, key).report(report(1)).status < 300)
      try await eventually("its ticket") { try await nodes.metric("reports_opened_total", of: nodes.b) == 1 }
      let cookie = try await Nodes.signIn(at: nodes.a.port)
      let page = try await Nodes.page(nodes.a.port, "/tickets/1", cookie: cookie)
      let field = try #require(page.text.range(of: "name=\"form_token\" value=\""))
      let token = String(page.text[field.upperBound...].prefix { $0 != "\"" })
      let claim = try await Nodes.post(
        nodes.b.port, "/tickets/1/owner", "form_token=\(token)&act=claim", cookie: cookie)
      #expect(claim.status == 303, "\(claim.text)")
      let ticket = try await nodes.client(nodes.a, desk).send("GET", "/v1/tickets/1").text
      #expect(ticket.contains("\"owner\":") && ticket.contains("Ada"), "\(ticket)")
      // Somebody else sees at one node who answers at the other.
      try await nodes.command(
        ["user", "create", "ben@example.com", "--name", "Ben", "--role", "support"], input: "correct horse battery\n")
      let sign = try await Nodes.post(nodes.a.port, "/tickets/1/answering", "form_token=\(token)", cookie: cookie)
      #expect(sign.status < 300, "\(sign.text)")
      let other = try await Nodes.post(
        nodes.b.port, "/sign-in", "email=ben%40example.com&password=correct+horse+battery&to=%2F")
      let ben = String(try #require(other["set-cookie"]?.split(separator: ";").first))
      #expect(try await Nodes.page(nodes.b.port, "/tickets/1", cookie: ben).text.contains("class=\"answering\""))
      let out = try await Nodes.post(nodes.b.port, "/sign-out", "form_token=\(token)", cookie: cookie)
      #expect(out.status == 303)
      #expect(try await Nodes.page(nodes.a.port, "/tickets/1", cookie: cookie).status == 303)
      try await nodes.stop()
    }

    @Test func `who has the list open at one node sees what the other took`() async throws {
      let nodes = try await Nodes()
      let key = try await nodes.createApp()
      _ = try await nodes.token()
      let viewer = try await LiveViewer(port: nodes.b.port, cookie: try await Nodes.signIn(at: nodes.b.port))
      defer { viewer.stop() }
      for number in 1...5 {
        #expect(try await nodes.client(nodes.a, key).report(report(number)).status < 300)
        try await eventually("row \(number)") { viewer.seen.rows.count == number }
      }
      #expect(viewer.seen.faults.isEmpty, "\(viewer.seen.faults)")
      viewer.stop()
      try await nodes.stop()
    }

    @Test func `an answer given at one node reaches an app at the other, once, after its undo window`() async throws {
      let nodes = try await Nodes(["--undo-seconds", "1"])
      let key = try await nodes.createApp()
      let desk = try nodes.client(nodes.a, try await nodes.token())
      let reporter = try nodes.b.reporter(key)
      let report = try await reporter.report("Saving does nothing").id
      try await eventually("its ticket") {
        try await reporter.flush(within: .seconds(5))
        return try await nodes.metric("reports_opened_total", of: nodes.a) == 1
      }
      let any = ["If-Match": "*"]
      #expect(try await desk.send("POST", "/v1/tickets/1/claim", Array("{}".utf8), headers: any).status < 300)
      for text in ["One", "Two", "Three"] {
        let said = Array("{\"text\":\"\(text)\"}".utf8)
        #expect(try await desk.send("POST", "/v1/tickets/1/answers", said, headers: any).status < 300)
      }
      try await eventually("the answers") {
        try await reporter.flush(within: .seconds(5))
        return try await reporter.inbox.conversation(report)?.entries.count == 3
      }
      #expect(Set(try await reporter.inbox.conversation(report)?.entries.map(\.text) ?? []) == ["One", "Two", "Three"])
      try await nodes.stop()
    }

    @Test func `webhooks are sent once by one of the nodes, and by the other after a kill`() async throws {
      let receiver = try Receiver()
      let nodes = try await Nodes(["--allow-private-webhooks"])
      let key = try await nodes.createApp()
      try await nodes.write { store in
        guard let secret = WebhookSecret([UInt8](1...32)) else { throw TestFailure("no secret") }
        _ = try WebhookActions(store, now: now(), by: .command)
          .create(
            WebhookSettings(name: "receiver", url: "http://127.0.0.1:\(receiver.port)/hook"), secret: secret,
            allowsPlain: true)
      }
      let (working, waiting) = try await nodes.worker()
      func deliver(_ numbers: ClosedRange<Int>) async throws {
        for number in numbers { #expect(try await nodes.client(waiting, key).report(report(number)).status < 300) }
        try await eventually("the deliveries") {
          guard Set(receiver.received.map(\.id)).count == numbers.upperBound else { return false }
          return try await nodes.metric("webhooks_waiting", of: waiting) == 0
        }
      }
      try await deliver(1...20)
      try await working.crash()
      try await deliver(21...30)
      #expect(receiver.received.count == 30, "\(receiver.received.count - 30) came twice")
      #expect(try await waiting.stop() == 0)
      await receiver.stop()
    }

    @Test(.enabled(if: MailServerProgram.packages != nil, "TELLBACK_AIOSMTPD names no folder; Tests/run fetches it"))
    func `each mail is sent once by one of the nodes`() async throws {
      let place = try TestFolder()
      let serving = try await MailServerProgram(in: place.file("mail"))
      let nodes = try await Nodes([
        "--smtp-host", "127.0.0.1", "--smtp-port", "\(serving.port)", "--smtp-security", "none", "--mail-from",
        "desk@example.com",
      ])
      _ = try await nodes.token()
      func send(_ numbers: Range<Int>) async throws {
        let now = now()
        try await nodes.write { store in
          for number in numbers {
            try store.addMail(
              Mail(
                account: 1, recipient: "ada@example.org", subject: "Mail \(number)", text: "One of many.\n",
                createdAt: now, dueAt: now, token: "token-\(number)"))
          }
        }
        try await eventually("every mail") {
          guard try serving.taken.count >= numbers.upperBound else { return false }
          return try await nodes.metric("mail_waiting", of: nodes.b) == 0
        }
      }
      try await send(0..<40)
      let (working, waiting) = try await nodes.worker()
      #expect(try await working.stop() == 0)
      try await nodes.start(working)
      try await send(40..<60)
      #expect(Set(try serving.taken.map(\.subject)).count == 60)
      #expect(try serving.taken.count == 60)
      #expect(waiting.log.contains("work_taken"))
      try await nodes.stop()
      try await serving.stop()
    }
  }
#endif
