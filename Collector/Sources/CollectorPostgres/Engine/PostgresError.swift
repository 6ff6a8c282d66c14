// A failure of PostgreSQL or of the way to it; never with the values that were bound.
#if PostgreSQL
  import CLibPQ
  import CollectorCore

  /// A failure of PostgreSQL, safe to log: values that people wrote stand in a detail of the server's, which is left out.
  struct PostgresError: PassingFailure, Sendable, CustomStringConvertible {
    /// The five characters of SQLSTATE; nil where the server did not answer.
    let state: String?
    /// The server's sentence, or libpq's.
    let message: String
    /// The statement with its placeholders, or a short phrase such as `connect`.
    let attempted: String

    /// The transaction was undone for the sake of another: the same may pass at once.
    var isPassing: Bool { state == "40001" || state == "40P01" }

    /// Others held a table longer than `lock_timeout`, or a circle of waiting was cut.
    var isLockInUse: Bool { state == "55P03" || state == "40P01" }

    /// The session ended, or the server takes none now: another may go on.
    var isLost: Bool {
      guard let state else { return true }
      return state.hasPrefix("08") || state.hasPrefix("57P")
    }

    var mayPass: Bool {
      if case .failed = meaning { false } else { true }
    }

    var description: String { "PostgreSQL \(state ?? "connection") (\(message)) in: \(attempted)" }

    var meaning: StoreError {
      switch state {
      case nil:
        return .unavailable(
          "The database cannot be reached; see that it runs and that its address is right. \(description)")
      case "53100"?: return .full
      case "25006"?:
        return .unavailable(
          "The database takes no writes: it is a standby, or set read-only; give the address of the primary. \(description)"
        )
      case let state? where isLost || isPassing || ["53", "57", "58"].contains(state.prefix(2)):
        return .unavailable(description)
      // Messages of these classes can quote a value.
      case let state? where state.hasPrefix("22"):
        return .failed("PostgreSQL \(state) in: \(attempted)")
      default: return .failed(description)
      }
    }
  }
#endif
