// The words of a form on disk, until they are sent or thrown away. They are redacted: nothing else reaches the disk either.
import TellbackSQLite
import TellbackSupport
import TellbackWire

struct FormDraft: Sendable {
  struct Content: Sendable, Equatable {
    var words: String
    var kind: ReportKind
    var page: String?
    var contact: String?
  }

  let core: ReporterCore
  /// The user and the form's name.
  let name: String
  /// The newest revision that was taken to be saved.
  let lastRevision = Lock(-1)
  /// The form is over: nothing is saved any more.
  private let isClosed = Lock(false)

  init(core: ReporterCore, name: String) {
    self.core = core
    self.name = name
  }

  /// The newest draft of this name in the queues of this reporter; nil without words.
  func restored() async throws(TellbackError) -> Content? {
    try await TellbackError.reading {
      var newest: (savedAt: Int64, body: [UInt8])?
      for pipeline in core.pipelines {
        let found = try await pipeline.queue.run { [name] store in try store.main.draft(name) }
        if let found, found.savedAt > newest?.savedAt ?? .min { newest = found }
      }
      guard let content = newest.flatMap({ Content(decoding: $0.body) }), !content.words.isEmpty else { return nil }
      return content
    }
  }

  /// False when the disk did not take it: the next change tries again.
  func save(_ content: Content) async -> Bool {
    let (name, body, now) = (name, content.encoded(), core.now())
    let result = try? await core.own.queue.run { [isClosed] store in
      // Looked at on the queue's thread, where the draft is removed too.
      guard !isClosed.withLock({ $0 }) else { return false }
      try store.main.transaction { try store.main.keepDraft(name, body, at: now) }
      return store.main.isDurable
    }
    return result ?? false
  }

  /// Removes it for good.
  func remove() async {
    isClosed.withLock { $0 = true }
    for pipeline in core.pipelines {
      // What cannot be removed now is offered again, which is better than lost.
      try? await pipeline.queue.run { [name] store in
        guard try store.main.draft(name) != nil else { return }
        try store.main.transaction { try store.main.removeDraft(name) }
      }
    }
  }
}

extension FormDraft.Content {
  func encoded() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.string("words", words)
      writer.string("kind", kind.rawValue)
      writer.string("page", optional: page)
      writer.string("contact", optional: contact)
    }
    return writer.bytes
  }

  /// Nil for bytes that damage changed.
  init?(decoding bytes: [UInt8]) {
    let content = try? JSONReader.read(bytes) { reader in
      var content = FormDraft.Content(words: "", kind: .problem)
      try reader.object("draft") { reader, key in
        switch key {
        case "words": content.words = try reader.string("words", limit: 300_000)
        case "kind": content.kind = ReportKind(rawValue: try reader.string("kind", limit: 64)) ?? .problem
        case "page": content.page = try reader.optionalString("page", limit: 300_000)
        case "contact": content.contact = try reader.optionalString("contact", limit: 300_000)
        default: try reader.skipValue(limit: 300_000)
        }
      }
      return content
    }
    guard let content else { return nil }
    self = content
  }
}

extension QueueDatabase {
  /// The largest draft, as JSON: 300 KB. A larger one is not kept.
  private static var draftLimit: Int { 300_000 }

  func draft(_ name: String) throws -> (savedAt: Int64, body: [UInt8])? {
    try connection.first("SELECT saved_at, body FROM draft WHERE name = ?", [.text(name)]) {
      ($0.int64(0), $0.blob(1))
    }
  }

  /// Call it inside a transaction.
  func keepDraft(_ name: String, _ body: [UInt8], at moment: Timestamp) throws {
    try removeDraft(name)
    guard body.count <= Self.draftLimit else {
      throw TellbackError(
        .storage, "The draft has \(body.count) bytes; drafts of up to \(Self.draftLimit) bytes are kept.")
    }
    try connection.run(
      "INSERT INTO draft (name, saved_at, body) VALUES (?, ?, ?)",
      [.text(name), .integer(moment.milliseconds), .blob(body)])
  }

  /// Call it inside a transaction.
  func removeDraft(_ name: String) throws {
    try connection.run("DELETE FROM draft WHERE name = ?", [.text(name)])
  }
}

extension ReporterCore {
  /// The words after redaction, and the names of what was taken out.
  func redact(_ text: String) -> (text: String, names: [String]) { composer.redactor.redactNaming(text) }

  func suggestions(for draft: String) async -> [Suggestion] {
    await knownIssues.refreshWhenDue()
    // A queue that cannot be read has no suggestions; the person can still report.
    return (try? await knownIssues.suggestions(for: draft, limit: 3)) ?? []
  }
}
