// What `replay` was asked to do.
import CollectorServer
import Foundation
import TellbackSupport

struct ReplayOptions: Sendable, Equatable {
  static let usage = """
    usage: tellback-collector replay FILE.jsonl[.gz] [--collector URL --key KEY] [--queue DIR] [--limit N] [--patience SECONDS]
    """

  var file: String
  /// Nil starts a collector on a temporary directory.
  var collector: URL?
  var key = ""
  /// The SDK's queue; nil takes a temporary one. To resume a replay, give the same.
  var queue: String?
  /// Reports to take from the file at most.
  var limit = Int.max
  /// Seconds without any progress after which it gives up.
  var patience = 60.0

  init(_ arguments: [String]) throws {
    let parsed = try ArgumentReader(
      arguments, command: "replay", options: ["--collector", "--key", "--queue", "--limit", "--patience"])
    file = try parsed.words("FILE")[0]
    if let text = try parsed.value("--collector") {
      guard let url = URL(string: text), let scheme = url.scheme, ["http", "https"].contains(scheme), url.host != nil
      else {
        throw UsageError("--collector must be an address such as http://127.0.0.1:8080; it is '\(text)'.")
      }
      collector = url
    }
    let key = try parsed.value("--key")
    guard (collector == nil) == (key == nil) else {
      throw UsageError("--collector and --key go together; without both a collector of its own is started.")
    }
    self.key = key ?? ""
    queue = try parsed.value("--queue").map { FilePaths.absolute($0) }
    if let number = try parsed.integer("--limit", 1...Int64.max) { limit = Int(number) }
    if let number = try parsed.integer("--patience", 1...86_400) { patience = Double(number) }
  }
}
