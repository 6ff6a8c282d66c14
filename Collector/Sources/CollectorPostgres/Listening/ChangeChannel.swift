// How collectors of one schema tell each other that something changed: NOTIFY, on a channel of the schema.
//
// What it costs:
// - The statement travels with COMMIT, in the same message, once per transaction and only where others wait for what it wrote.
// - From NOTIFY to the end of its commit a transaction holds a lock of the whole server, so that notifications come in the order of the
//   commits. Writers of one database come one after the other anyway, by the writers' lock; only programs that notify in other databases of the same
//   server wait for a commit here, and the other way round.
// - A notification lies in the server's queue until every session that listens anywhere on the server has read on. A full queue (8 GB) fails
//   commits. So ChangeListener reads always, and is never inside a transaction.
#if PostgreSQL
  import CollectorCore

  /// Who tells, and how it is said.
  struct ChangeChannel: Sendable {
    /// Which store of which process tells. So it knows its own.
    private let sender: String

    init() { sender = String(UInt64.random(in: 0 ... .max), radix: 36) }

    /// The schema's number names the channel: it is short and safe whatever the schema's name is, and no other schema of the database has it.
    /// PostgreSQL cuts nothing and folds nothing that way. `search_path` holds the store's schema alone.
    private static let name = "'tellback_' || quote_ident(current_schema())::regnamespace::oid"

    /// Asks for the channel's name, as an identifier that needs no quotes. A server that ends idle sessions must leave this one alone.
    static let question = """
      SELECT \(name), (
        SELECT set_config(name, '0', FALSE) FROM pg_settings WHERE name = 'idle_session_timeout'
      )
      """

    /// Nothing of what was written is in it.
    func statement(telling topics: ChangeTopics) -> String {
      "SELECT pg_notify(\(Self.name), '\(sender) \(topics.rawValue)')"
    }

    /// What a notification wakes: nothing where it is none of ours, what no release before knew left out.
    func topics(told text: String) -> ChangeTopics {
      let parts = text.split(separator: " ")
      guard parts.count == 2, let number = UInt8(parts[1]) else { return [] }
      let topics = ChangeTopics(rawValue: number).intersection(.all)
      // What this process took in itself it knows, and works on already.
      return parts[0] == sender ? topics.subtracting([.reports, .sending]) : topics
    }
  }
#endif
