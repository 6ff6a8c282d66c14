// What a person sees of the desk: first paint, and how soon an action is answered, in a real browser against a whole collector.
import BenchKit
import BenchPages
import Foundation
import TestBrowser

struct WatchedDesk {
  private static let person = (email: "bench@example.com", password: "correct horse battery staple")
  /// Presses of each action.
  private static let presses = 25

  private let browser: Browser
  private let site: String
  private let tickets: Int

  /// Serves `data` by `program` and measures until it is done. Somebody with the bench's account must be there.
  static func measure(_ data: String, program: String, tickets: Int, in folder: URL) async throws {
    let file = folder.appendingPathComponent("address").path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["serve", "--data", data, "--listen", "127.0.0.1:0", "--address-file", file]
    process.environment = ["PATH": "/usr/bin:/bin"]
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try process.run()
    defer {
      process.terminate()
      process.waitUntilExit()
    }
    var address = ""
    while process.isRunning, !address.hasSuffix("\n") {
      try await Task.sleep(for: .milliseconds(5))
      address = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    }
    guard process.isRunning else { throw BenchError("The collector ended before it listened.") }
    let site = address.trimmingCharacters(in: .whitespacesAndNewlines)
    try await Browser.with { browser in
      let desk = WatchedDesk(browser: browser, site: site, tickets: tickets)
      // The ticket stands beside the list, as on the screen of whoever works here.
      try await browser.resize(width: 1280, height: 900)
      try await desk.signIn()
      try await desk.paints()
      try await desk.claims()
      try await desk.notes()
    }
  }

  private func signIn() async throws {
    try await browser.go(site + "/sign-in")
    try await browser.type("input[name=email]", Self.person.email)
    try await browser.type("input[name=password]", Self.person.password)
    try await browser.click("main button[type=submit]")
    guard try await browser.waits(for: "document.querySelector('form.me')") else {
      throw BenchError("Nobody could sign in.")
    }
  }

  /// Milliseconds from the start of a navigation to the first contentful paint.
  private func paints() async throws {
    var all: [Double] = []
    let pages = [
      "/", "/triage", "/board", "/tickets/\(tickets / 2)", "/numbers?days=365", "/?q=\(FilledDesk.commonWord)",
      "/?state=all&page=\(min(1_000, max(1, tickets / 50 * 9 / 10)))", "/?version=4.3&segment=segment%207",
    ]
    let painted = "performance.getEntriesByName('first-contentful-paint')[0]"
    for page in pages {
      var times: [Double] = []
      for round in 0...10 {
        try await browser.go(site + page)
        guard try await browser.waits(for: painted), let time = Double(try await browser.value("\(painted).startTime"))
        else { throw BenchError("\(page) was not painted.") }
        // The first fills caches, as whoever comes back has them.
        if round > 0 { times.append(time) }
      }
      note("  paint of \(page): median \(Int(Self.percentile(times, 0.5))) ms, worst \(Int(times.max() ?? 0)) ms")
      all += times
    }
    Measurement("desk.paint.p99_\(tickets)", Self.percentile(all, 0.99), "ms").report()
  }

  /// A ticket is claimed by its key, and the next one opens.
  private func claims() async throws {
    try await browser.go(site + "/triage")
    var (echoes, ends): ([Double], [Double]) = ([], [])
    try await browser.press("j")
    for _ in 0..<Self.presses {
      let shown = "document.querySelector('.pane-body .ticket')?.dataset.key"
      guard try await browser.waits(for: "\(shown) && document.querySelector('.pane-body [data-act=claim]')") else {
        throw BenchError("No ticket that can be claimed is shown.")
      }
      let key = try await browser.value(shown)
      try await watch("\(shown) !== '\(key)'")
      try await browser.press("c")
      try await collect(&echoes, &ends)
    }
    report("claim", echoes, ends)
  }

  /// An internal note on a ticket's own page.
  private func notes() async throws {
    var (echoes, ends): ([Double], [Double]) = ([], [])
    try await browser.go(site + "/tickets/\(tickets / 3)")
    for round in 0..<Self.presses {
      try await browser.type("#note textarea", "Seen \(round) times")
      try await watch(
        "[...document.querySelectorAll('main .ticket *')].some((e) => e.childElementCount === 0 && !e.matches('textarea') && e.textContent.includes('Seen \(round) times'))"
      )
      try await browser.click("#note button[type=submit]")
      try await collect(&echoes, &ends)
    }
    report("note", echoes, ends)
  }

  /// Notes when the next key or click came, when the page first changed after it and when `end` was so: each with the frame that shows it.
  private func watch(_ end: String) async throws {
    try await browser.run(
      """
      const echo = window.echo = {};
      const begin = (event) => { echo.start ??= event.timeStamp; };
      for (const name of ["keydown", "pointerdown"]) addEventListener(name, begin, { capture: true });
      const frame = (name) => requestAnimationFrame(() => { echo[name] ??= performance.now(); });
      const look = new MutationObserver(() => {
        if (echo.start === undefined) return;
        if (echo.first === undefined) frame("first");
        if (!(\(end))) return;
        frame("end");
        look.disconnect();
        for (const name of ["keydown", "pointerdown"]) removeEventListener(name, begin, { capture: true });
      });
      look.observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true });
      """)
  }

  private func collect(_ echoes: inout [Double], _ ends: inout [Double]) async throws {
    guard try await browser.waits(for: "window.echo?.end !== undefined"),
      let first = Double(try await browser.value("echo.first - echo.start")),
      let end = Double(try await browser.value("echo.end - echo.start"))
    else { throw BenchError("An action was not answered.") }
    echoes.append(first)
    ends.append(end)
  }

  private func report(_ name: String, _ echoes: [Double], _ ends: [Double]) {
    note(
      "  \(name): first change median \(Int(Self.percentile(echoes, 0.5))) ms, answered median "
        + "\(Int(Self.percentile(ends, 0.5))) ms")
    Measurement("desk.\(name).echo_\(tickets)", Self.percentile(echoes, 0.99), "ms").report()
    Measurement("desk.\(name).answered_\(tickets)", Self.percentile(ends, 0.99), "ms").report()
  }

  private static func percentile(_ values: [Double], _ part: Double) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int((Double(sorted.count) * part).rounded(.up)) - 1)]
  }
}
