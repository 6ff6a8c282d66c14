// The form for web pages costs its host nothing that anybody sees: the first contentful paint of a page with the form against the same
// page without it, in turns in one Chromium. Needs chromedriver, and a release build of tellback-collector named by TELLBACK_COLLECTOR.
//
//   BenchWidget [PAIRS]     40 without a number
import BenchKit
import CollectorHTTP
import Foundation
import TestBrowser

let environment = ProcessInfo.processInfo.environment
guard let program = environment["TELLBACK_COLLECTOR"], Browser.driverPath != nil else {
  note("BenchWidget: set TELLBACK_COLLECTOR to a release build of tellback-collector, and install chromedriver.")
  exit(2)
}
let pairs = max(8, CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 40 : 40)
let folder = URL(fileURLWithPath: environment["TELLBACK_BENCH_DIR"] ?? FileManager.default.currentDirectoryPath)
  .appendingPathComponent("widget-\(UUID().uuidString)")

/// A page as sites have them: some text and pictures' worth of boxes, and the form where `script` names it.
func page(_ script: String?) -> String {
  let tag = script.map { "<script src=\"\($0)\" defer></script>" } ?? ""
  let rows = (1...200).map { "<li><b>Tea \($0)</b> from a garden in the hills, <a href=\"#\($0)\">more</a></li>" }
    .joined()
  return """
    <!doctype html><html lang="en"><head><title>Shop</title><meta name="viewport" content="width=device-width">
    <style>li { padding: 4px; border-bottom: 1px solid #ddd } b { color: #245 }</style>\(tag)</head>
    <body><h1>Shop</h1><ul>\(rows)</ul></body></html>
    """
}

/// Milliseconds from the start of the navigation to the first contentful paint.
func paint(_ browser: Browser, _ address: String) async throws -> Double {
  try await browser.go(address)
  guard try await browser.waits(for: "performance.getEntriesByName('first-contentful-paint')[0]"),
    let time = Double(try await browser.value("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
  else { throw BenchError("\(address) was not painted.") }
  return time
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

do {
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appendingPathComponent("address").path
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = [
    "serve", "--data", folder.appendingPathComponent("data").path, "--listen", "127.0.0.1:0", "--address-file", file,
  ]
  process.environment = ["PATH": "/usr/bin:/bin"]
  (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
  try process.run()
  defer {
    process.terminate()
    process.waitUntilExit()
  }
  var collector = ""
  while process.isRunning, !collector.hasSuffix("\n") {
    try await Task.sleep(for: .milliseconds(5))
    collector = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
  }
  guard process.isRunning else { throw BenchError("The collector ended before it listened.") }
  let script = collector.trimmingCharacters(in: .whitespacesAndNewlines) + "/widget.js"
  let (with, without) = (page(script), page(nil))
  var router = Router()
  router.immediate(.GET, "/with") { _ in .html(with) }
  router.immediate(.GET, "/without") { _ in .html(without) }
  router.immediate(.GET, "/favicon.ico") { _ in HTTPResponse(status: 204) }
  let server = HTTPServer(configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0), router: router) { _ in }
  let site = "http://127.0.0.1:\(try server.start())"
  var (form, bare) = ([Double](), [Double]())
  try await Browser.with { browser in
    // The first of each fills caches, as whoever comes back has them.
    for warm in ["/with", "/without"] { _ = try await paint(browser, site + warm) }
    guard try await browser.value("1") == "1" else { throw BenchError("The browser answers no script.") }
    for pair in 0..<pairs {
      // Each goes first as often as the other.
      for path in pair.isMultiple(of: 2) ? ["/with", "/without"] : ["/without", "/with"] {
        let time = try await paint(browser, site + path)
        if path == "/with" { form.append(time) } else { bare.append(time) }
      }
    }
    _ = try await paint(browser, site + "/with")
    guard try await browser.waits(for: "document.querySelector('aside')?.shadowRoot.querySelector('.open')") else {
      throw BenchError("The page with the form shows none.")
    }
  }
  await server.stop(within: .seconds(1))
  // How far the same page lies from itself: the noise beside which a difference is seen.
  let odd = stride(from: 0, to: bare.count, by: 2).map { bare[$0] }
  let even = stride(from: 1, to: bare.count, by: 2).map { bare[$0] }
  note("  the page without the form against itself: \(String(format: "%.3f", median(odd) / median(even))) x")
  Measurement("widget.paint", median(form), "ms", reference: "the same page without the form", median(bare)).report()
} catch {
  note("BenchWidget: \(error)")
  exit(1)
}
