// Puts secrets of every kind that the default rules know into every place of a report, and searches all files and the
// recorded traffic for them. A plain word must be found, or the search would prove nothing.
import FaultKit
import Foundation
import Tellback

struct Secrets: Sendable {
  let run: Run

  private struct Seeded {
    var text: String
    /// What must be nowhere.
    var secret: String
  }

  private static func draw(_ random: inout SeededRandom) -> [Seeded] {
    let token = random.word(20) + random.digits(12)
    let password = random.word(9) + random.digits(3)
    let key = random.word(24) + random.digits(4)
    let mail = random.word(10)
    let basic = random.word(20)
    let user = random.word(8)
    let card = Self.card(&random)
    let bearer = random.word(16) + random.digits(4)
    return [
      Seeded(text: "access_token=\(token)", secret: token),
      Seeded(text: #"{"password":"\#(password)"}"#, secret: password),
      Seeded(text: "sk_live_\(key)", secret: key),
      Seeded(text: "mail \(mail)@example.com now", secret: mail + "@example.com"),
      Seeded(text: "Authorization: Basic \(basic)", secret: basic),
      Seeded(text: "https://\(user):pass@host.example/x", secret: "\(user):pass"),
      Seeded(text: "card \(card) refused", secret: card),
      Seeded(text: "Authorization: Bearer \(bearer)", secret: bearer),
    ]
  }

  /// Sixteen digits that pass the Luhn check.
  private static func card(_ random: inout SeededRandom) -> String {
    let body = "4" + random.digits(14)
    let sum = body.reversed().enumerated().reduce(0) { sum, digit in
      let value = digit.element.wholeNumberValue ?? 0
      return sum + (digit.offset % 2 == 0 ? (value * 2 > 9 ? value * 2 - 9 : value * 2) : value)
    }
    return body + String((10 - sum % 10) % 10)
  }

  func attempt() async throws -> String {
    let scene = try await Scene()
    let relay = try Relay(to: scene.collector.port)
    defer { relay.stop() }
    let queue = scene.folder.file("queue")
    let count = run.size(short: 20, long: 400)
    var secrets: [String] = []
    var plain: [String] = []
    let reporter = try scene.reporter(queue, port: relay.port)
    for number in 0..<count {
      var random = run.random(number)
      let word = random.word()
      plain.append(word)
      // A set of its own for each place.
      let sets = (0..<6).map { _ in Self.draw(&random) }
      secrets += sets.flatMap { $0.map(\.secret) }
      func texts(_ place: Int) -> String { sets[place].map(\.text).joined(separator: " , ") }
      reporter.enter(page: "/page?\(sets[1][0].text)&x=1")
      for seeded in sets[2] { reporter.step(seeded.text) }
      let fields = sets[3].enumerated().map { ReportField("field\($0)", .text($1.text)) }
      try await reporter.report(
        "\(word) \(texts(0))", fields: ReportFields(fields),
        error: Failure(message: texts(4)),
        attachments: [ReportAttachment(bytes: [1, 2, 3], name: "\(sets[5][3].secret).txt", type: "text/plain")])
      reporter.session.clearSteps()
      run.tried()
    }
    expect(plain, secrets, in: "the queue", Search.files([queue], for: plain + secrets))
    try await reporter.flush(within: .seconds(60))
    try await scene.digested(atLeast: Int64(count))
    // All suspicions of one place in one line.
    let wire = Search.words(plain + secrets, in: Data(relay.bytes))
    expect(plain, secrets, in: "the wire", Dictionary(uniqueKeysWithValues: wire.map { ($0, "the relay") }))
    let export = scene.folder.file("export")
    _ = try await reporter.exportMyData(to: export)
    expect(plain, secrets, in: "the export", Search.files([export], for: plain + secrets))
    let backup = scene.folder.file("backup.sqlite")
    try await scene.collector.command(["backup", backup])
    expect(plain, secrets, in: "the backup", Search.files([backup], for: plain + secrets))
    expect(plain, secrets, in: "the store", Search.files([scene.collector.data], for: plain + secrets))
    await reporter.close()
    try await scene.collector.stop()
    // The index of matching is written at the end.
    let index = scene.collector.data + "/match.index"
    if !FileManager.default.fileExists(atPath: index) { run.broken("there is no match.index to search") }
    expect([], secrets, in: "the match index", Search.files([index], for: secrets))
    let log = Search.files([scene.collector.data + ".err", scene.collector.data + ".out"], for: plain + secrets)
    for (word, file) in log { run.broken("\(word) is in \(file)") }
    return "\(secrets.count) secrets in 6 places: in no queue, wire, store, index, log, export or backup"
  }

  private func expect(_ plain: [String], _ secrets: [String], in place: String, _ found: [String: String]) {
    let missing = plain.filter { found[$0] == nil }
    if !missing.isEmpty { run.broken("the search proves nothing: \(missing.count) plain words are not in \(place)") }
    let leaked = secrets.filter { found[$0] != nil }
    if let first = leaked.first {
      run.broken("\(leaked.count) secrets are in \(place), such as \(first) in \(found[first] ?? "")")
    }
  }
}

private struct Failure: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}
