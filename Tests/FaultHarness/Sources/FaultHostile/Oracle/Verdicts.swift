// The checks after every attack: latency of others, nothing lost, counts add up, nothing leaks.
import FaultKit
import Foundation
import TellbackWire

extension Run {
  /// The bystanders' promises: all of them acknowledged, each refusal with its pause, and 99 of 100 within a second. The second
  /// is judged in the long form alone: what a build for debugging takes on a busy machine says nothing.
  func checkBystanders(_ seen: Sightings, beside attack: String) {
    tried(seen.acknowledged.count)
    let worst = seen.quantile(0.99)
    if seen.acknowledged.isEmpty { broken("\(attack): no bystander was served; \(seen.summary)") }
    if isLong, worst > 1 { broken("\(attack): bystanders' p99 is \(worst.rounded3) s, over 1 s; \(seen.summary)") }
    if !seen.unacknowledged.isEmpty {
      broken("\(attack): \(seen.unacknowledged.count) reports were never taken; \(seen.summary)")
    }
    if seen.withoutRetryAfter > 0 {
      broken("\(attack): \(seen.withoutRetryAfter) answers 429 or 503 had no Retry-After; \(seen.summary)")
    }
  }

  /// Stops the collector and looks for every acknowledged report in its store.
  func checkNothingLost(_ target: Target, _ acknowledged: [String]) async throws {
    try await target.collector.stop()
    let stored = try target.stored()
    let wanted = acknowledged.compactMap { ReportID($0) }
    guard wanted.count == acknowledged.count else { throw FaultError("an acknowledged id is no id") }
    let lost = wanted.filter { !stored.contains($0) }
    if let first = lost.first {
      broken("\(lost.count) of \(wanted.count) acknowledged reports are lost, first \(first)")
    }
  }

  /// received = opened + attached + quarantined + erased + pending; and what was received lies between what was acknowledged
  /// and what was sent; and what was refused was counted, with its reason.
  func checkAccounting(_ target: Target, acknowledged: Int, sent: Int, refused: Int = 0) async throws {
    // Refusals reach the store with the next batch of the digest.
    let figures = try await Figures(of: target)
    if let problem = try figures.plain.imbalance() { broken(problem) }
    let received = Int(try figures.plain.reports("received_total"))
    if received < acknowledged || received > sent {
      broken("received \(received), yet \(acknowledged) were acknowledged and \(sent) sent")
    }
    if figures.refused < refused { broken("refused \(figures.refused) by /metrics, yet clients saw \(refused)") }
  }

  /// Descriptors as before; asked again for a while, for connections close when their clients do.
  func checkDescriptors(_ target: Target, before: Int, after attack: String) async throws {
    do {
      // Readers of the store close after 30 s without work; they are four at most.
      try await eventually("descriptors", within: .seconds(15), every: .milliseconds(100)) {
        target.descriptors <= before + 8
      }
    } catch {
      broken("\(attack): \(target.descriptors) descriptors are open 15 s later; \(before) were before")
    }
  }
}

/// The collector's figures with those that have a label.
struct Figures {
  let plain: CollectorFigures
  /// Reports refused, over all reasons.
  let refused: Int
  let text: String

  init(of target: Target) async throws {
    plain = try await CollectorFigures(of: target.collector.base)
    let socket = try RawSocket(port: target.port)
    try socket.send(Requests.get("/metrics"))
    let answer = try socket.answer()
    guard answer.status == 200 else { throw FaultError("/metrics answered \(answer.status)") }
    text = answer.text
    refused = text.split(separator: "\n").filter { $0.hasPrefix("tellback_reports_refused_total{") }
      .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +)
  }

  func value(_ name: String, _ label: String) -> Int {
    let line = text.split(separator: "\n").first { $0.hasPrefix("\(name){") && $0.contains("\"\(label)\"") }
    return line?.split(separator: " ").last.flatMap { Int($0) } ?? 0
  }
}

extension Sightings {
  var summary: String {
    let byStatus = answers.sorted { $0.key < $1.key }.map { "\($0.value) of \($0.key)" }.joined(separator: ", ")
    let why = failures.isEmpty ? "" : "; \(failures)"
    return "\(acknowledged.count) taken, p50 \(quantile(0.5).rounded3) s, p99 \(quantile(0.99).rounded3) s, "
      + "worst \(quantile(1).rounded3) s, answers \(byStatus)\(why)"
  }
}

extension Double {
  var rounded3: Double { (self * 1_000).rounded() / 1_000 }
}
