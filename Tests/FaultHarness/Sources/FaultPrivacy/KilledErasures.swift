// Kills apps and the collector during erasures and sends. Once the app was told that its words are erased here, no
// restart brings them back. Otherwise the person asks again, and then they are gone.
import FaultKit
import Foundation
import Tellback

struct KilledErasures: Sendable {
  let run: Run

  func attempt() async throws -> String {
    let kills = run.size(short: 6, long: 150)
    var acknowledged = 0
    for number in 0..<kills {
      if try await self.kill(number) { acknowledged += 1 }
      run.tried()
    }
    return "\(kills) kills, of app and collector in turn; \(acknowledged) erasures were acknowledged before"
  }

  /// True when the app had been told that it is done.
  private func kill(_ number: Int) async throws -> Bool {
    var random = run.random(number)
    let scene = try await Scene()
    let queue = scene.folder.file("queue")
    let words = (0..<30).map { _ in random.word() }
    try words.joined(separator: "\n").write(
      toFile: scene.folder.file("words"), atomically: true, encoding: .utf8)
    let done = scene.folder.file("done")
    let app = try Program(
      Program.this, ["child", "erase", scene.folder.path, scene.key, String(scene.collector.port), queue],
      errors: scene.folder.file("app.err"))
    // From the erasure's first moment on, or while it reports.
    if random.happens(3, of: 4) {
      try await eventually("the app's erasure") { FileManager.default.fileExists(atPath: scene.folder.file("begins")) }
    }
    try await Task.sleep(for: .milliseconds(random.below(60)))
    if number % 2 == 0 {
      try await app.killNow()
    } else {
      try await scene.collector.crash()
      try await Task.sleep(for: .milliseconds(random.below(30)))
      try await app.killNow()
      try await scene.collector.start()
    }
    let isDone = FileManager.default.fileExists(atPath: done)
    let reporter = try scene.reporter(queue, port: scene.collector.port)
    if isDone {
      // Nobody asks again: what was promised must hold by itself.
      if let (word, file) = Search.files([queue], for: words).first {
        run.broken("after an acknowledged erasure \(word) is in \(file)")
      }
    } else {
      try await reporter.eraseMyData()
    }
    try await eventually("the collector's word", within: .seconds(60)) {
      try await reporter.flush(within: .seconds(5))
      return try await reporter.pendingErasures() == 0
    }
    try await scene.purged()
    await reporter.close(within: .zero)
    tell(Search.files([queue] + scene.collectorFiles, for: words))
    try await scene.check(run)
    try await scene.collector.stop()
    tell(Search.files([queue] + scene.collectorFiles, for: words))
    return isDone
  }

  private func tell(_ found: [String: String]) {
    guard let (word, file) = found.first else { return }
    run.broken("\(found.count) erased words are in files, such as \(word) in \(file)")
  }

  /// An app that reports, sends and erases: FOLDER KEY PORT QUEUE.
  static func play(_ arguments: [String]) async throws {
    let (folder, key, queue) = (arguments[0], arguments[1], arguments[3])
    guard let url = URL(string: "http://127.0.0.1:\(arguments[2])") else { throw FaultError("no URL") }
    let words = try String(contentsOfFile: folder + "/words", encoding: .utf8).split(separator: "\n")
    let reporter = try Reporter(
      ReporterConfiguration(
        collector: url, appKey: key, appName: "Shop", appVersion: "1.0", queueDirectory: queue))
    for word in words {
      try await reporter.report(
        "\(word) is lost",
        attachments: [ReportAttachment(bytes: Array("\(word) \(word)".utf8), name: "a.txt", type: "text/plain")])
    }
    // Sends are under way by themselves.
    try Data().write(to: URL(fileURLWithPath: folder + "/begins"))
    try await reporter.eraseMyData()
    try Data().write(to: URL(fileURLWithPath: folder + "/done"))
    try await reporter.flush(within: .seconds(30))
    try await Task.sleep(for: .seconds(30))
  }
}
