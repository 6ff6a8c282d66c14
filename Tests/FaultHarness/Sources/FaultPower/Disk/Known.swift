// What was acknowledged up to a moment of a recording, and what may have been withdrawn.
import Tellback

struct Known: Sendable {
  var promised: Set<Promised> = []
  /// Reports and messages that the collector named, or that something began to erase: they may be there or not.
  var loosened: Set<ReportID> = []
  var loosenedFiles: Set<Promised> = []

  mutating func note(_ mark: Mark) {
    switch mark {
    case .acknowledged(let what): promised.insert(what)
    case .begun(let id), .named(let id): loosened.insert(id)
    case .namedFile(let id, let position): loosenedFiles.insert(.file(id, position))
    }
  }

  /// Reports that must be there.
  var reports: Set<ReportID> {
    Set(
      promised.compactMap { if case .report(let id) = $0 { id } else { nil } }
    ).subtracting(loosened)
  }

  /// What reporters wrote that must be there.
  var messages: Set<ReportID> {
    Set(
      promised.compactMap { if case .message(let id) = $0 { id } else { nil } }
    ).subtracting(loosened)
  }

  /// Attachments that must be there.
  var files: [Promised] {
    promised.filter { promise in
      if case .file(let id, _) = promise { !loosened.contains(id) && !loosenedFiles.contains(promise) } else { false }
    }
  }
}
