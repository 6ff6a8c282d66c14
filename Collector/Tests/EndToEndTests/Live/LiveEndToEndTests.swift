// Many who have the list open while reports arrive: nobody misses a row and nobody has one twice, also behind a proxy that drops
// streams. The short form runs with the tests; TELLBACK_LIVE=long has 100 viewers and 100 reports a second.
import Foundation
import TellbackWire
import TestBrowser
import Testing

@Suite struct LiveEndToEndTests {
  private struct Size {
    var viewers = 8
    /// Each is a ticket of its own; all of them stand on the first page of the list.
    var tickets = 30
    var reports = 240
    /// Sent together, ten times a second in the long form.
    var batch = 10

    static var chosen: Size {
      ProcessInfo.processInfo.environment["TELLBACK_LIVE"] == "long"
        ? Size(viewers: 100, tickets: 45, reports: 3_000, batch: 10) : Size()
    }
    var isLong: Bool { viewers > 50 }
  }

  /// Signs in; the cookie of the session.
  private func signIn(_ port: Int) async throws -> String {
    let form = "email=ada%40example.com&password=correct+horse+battery&to=%2F"
    let answer = try await PlainClient.send(
      port: port, method: "POST", target: "/sign-in",
      fields: [("Content-Type", "application/x-www-form-urlencoded")], body: Array(form.utf8))
    guard answer.status == 303, let cookie = answer["set-cookie"]?.split(separator: ";").first else {
      throw TestFailure("Nobody could sign in: \(answer.status) \(answer.text)")
    }
    return String(cookie)
  }

  private func withDesk(
    _ body: (_ port: Int, _ client: Client, _ cookie: String) async throws -> Void
  ) async throws {
    let folder = try TestFolder()
    let collector = CollectorProcess(folder)
    let key = try await collector.createApp()
    let made = try await Tool.run(
      ["user", "create", "ada@example.com", "--name", "Ada", "--role", "support", "--data", collector.data],
      input: "correct horse battery\n")
    #expect(made.status == 0, "\(made.errors)")
    try await collector.start()
    do {
      try await body(collector.port, Client(base: try collector.url, key: key), try await signIn(collector.port))
    } catch {
      try await collector.stop()
      throw error
    }
    #expect(try await collector.stop() == 0)
  }

  /// Sends the reports of one ticket after another, and lets `between` happen after each batch.
  private func send(_ size: Size, _ client: Client, between: (_ sent: Int) async throws -> Void) async throws {
    var sent = 0
    let clock = ContinuousClock()
    let started = clock.now
    while sent < size.reports {
      let reports = (sent..<min(sent + size.batch, size.reports)).map { number in
        var report = newReport("The dialog \(number % size.tickets) breaks")
        report.groupingKey = "dialog \(number % size.tickets)"
        return report
      }
      #expect(try await client.batch(reports).status == 202)
      sent += reports.count
      try await between(sent)
      // The rate of the long form; nothing is asserted of it.
      if size.isLong { try await clock.sleep(until: started.advanced(by: .milliseconds(sent * 10))) }
    }
  }

  @Test func `while reports arrive nobody who watches misses a row or has one twice, also where a proxy drops streams`()
    async throws
  {
    let size = Size.chosen
    try await withDesk { port, client, cookie in
      let proxy = try DroppingProxy(target: port)
      defer { proxy.stop() }
      var viewers: [LiveViewer] = []
      for number in 0..<size.viewers {
        viewers.append(try await LiveViewer(port: number == 0 ? proxy.port : port, cookie: cookie))
      }
      defer { for viewer in viewers { viewer.stop() } }
      var turn = 0
      // Before the batch: the look for it may be over when its answer is here.
      var looks = viewers[1].seen.looks
      try await send(size, client) { (_: Int) async throws in
        turn += 1
        // The stream is cut in the middle of the arrivals, and now and then it is silent first.
        if turn % 8 == 3 { proxy.hold() }
        // Reports arrive between two looks, and not before the first of them.
        if turn % 8 == 1 { try await eventually("a look") { viewers[1].seen.looks > looks } }
        if turn % 8 == 7 {
          try await eventually("the stream behind the proxy") { proxy.streams > 0 }
          proxy.cut()
        }
        looks = viewers[1].seen.looks
      }
      // Silent at the very last: what came then is told by the first word of the next stream.
      try await eventually("the stream behind the proxy") { proxy.streams > 0 }
      proxy.hold()
      let swallowed = proxy.swallowed
      try await send(Size(tickets: size.tickets, reports: size.tickets, batch: size.tickets), client) { _ in }
      try await eventually("the digest") {
        try await client.metrics()["tellback_reports_pending"] == 0
      }
      try await eventually("what the proxy swallows") { proxy.swallowed > swallowed }
      proxy.cut()

      let truth = LiveViewer.rows(
        of: try await PlainClient.send(port: port, method: "GET", target: "/", fields: [("Cookie", cookie)]).text)
      #expect(truth.count == size.tickets && Set(truth.map(\.ticket)).count == size.tickets)
      for (number, viewer) in viewers.enumerated() {
        try await eventually("viewer \(number) to see all of it") { viewer.seen.rows == truth }
        #expect(viewer.seen.faults.isEmpty, "viewer \(number): \(viewer.seen.faults)")
      }
      #expect(viewers[0].seen.connections > proxy.cuts / 2 && proxy.cuts >= 2)
      // They were told as it went on, and not at the end alone. Only one of them was waited for.
      #expect(viewers[1].seen.looks >= 3, "\(viewers.map { $0.seen.looks })")
      if size.isLong {
        let looks = viewers.map { $0.seen.looks }
        print("live: \(size.viewers) viewers, \(size.reports) reports, \(looks.reduce(0, +)) looks, \(proxy.cuts) cuts")
      }
    }
  }

  @Test(.enabled(if: Browser.driverPath != nil, "chromedriver is not installed"))
  func `the page in a browser behind a proxy that drops streams comes to show each row once`() async throws {
    let size = Size()
    try await withDesk { port, client, cookie in
      let proxy = try DroppingProxy(target: port)
      defer { proxy.stop() }
      try await Browser.with { browser in
        let base = "http://127.0.0.1:\(proxy.port)"
        try await browser.go(base + "/sign-in")
        try await browser.type("input[name=email]", "ada@example.com")
        try await browser.type("input[name=password]", "correct horse battery")
        try await browser.click("button.primary")
        #expect(try await browser.sees("#main[data-live]"))
        let keys = "Array.from(document.querySelectorAll('#live [data-key][data-version]'), (row) => row.dataset.key)"
        var turn = 0
        try await send(size, client) { (_: Int) async throws in
          turn += 1
          if turn == 1 { #expect(try await browser.waits(for: "document.querySelector('.fresh button')")) }
          if turn % 6 == 2 { proxy.hold() }
          if turn % 6 == 5 { proxy.cut() }
          #expect(try await browser.value("new Set(\(keys)).size === \(keys).length") == "true")
        }
        proxy.hold()
        try await eventually("the digest") { try await client.metrics()["tellback_reports_pending"] == 0 }
        proxy.cut()
        let truth = LiveViewer.rows(
          of: try await PlainClient.send(port: port, method: "GET", target: "/", fields: [("Cookie", cookie)]).text)
        #expect(truth.count == size.tickets)
        let wanted = truth.map { "\($0.ticket)=\($0.version)" }.joined(separator: " ")
        let shown =
          "Array.from(document.querySelectorAll('#live [data-key][data-version]'), "
          + "(row) => row.dataset.key + '=' + row.dataset.version).join(' ')"
        try await eventually("the page to show all of it") {
          // What is new is told, and shown when somebody asks for it.
          try await browser.run("document.querySelector('.fresh button')?.click()")
          return try await browser.value(shown) == wanted
        }
        #expect(try await browser.complaints().filter { !$0.contains("ERR_") }.isEmpty)
      }
    }
  }
}
