// A session that only listens. Confined to the thread that uses it; every call returns soon after the bell rang.
#if PostgreSQL
  import CLibPQ
  import Foundation

  /// Connects, listens and waits without ever blocking in libpq, so that the end of a store need not wait for a server that is away.
  final class ListeningSession {
    private let handle: OpaquePointer
    private let bell: Bell
    /// Seconds to connect. Of several hosts one that does not answer is given up by its `tcp_user_timeout`; nobody waits for this.
    private static let connecting = 120.0
    /// Seconds in which the server must answer.
    private static let patience = 30.0

    /// Throws ``Stopped`` when the bell rang meanwhile.
    init(address: String, schema: String, bell: Bell) throws {
      guard let handle = PostgresSession.start(address) else {
        throw PostgresError(state: nil, message: "there is no memory for a connection", attempted: "connect")
      }
      (self.handle, self.bell) = (handle, bell)
      try connect(until: Self.now + Self.connecting)
      let deadline = Self.now + Self.patience
      PQsetNoticeProcessor(handle, { _, _ in }, nil)
      _ = try ask("SET search_path TO \(PostgresSession.identifier(schema))", until: deadline)
      let channel = try ask(ChangeChannel.question, until: deadline)
      guard let channel, !channel.isNull(0, 0) else {
        throw PostgresError(state: "3F000", message: "the schema is not there", attempted: "LISTEN")
      }
      _ = try ask("LISTEN \(channel.text(0, 0))", until: deadline)
    }

    deinit { PQfinish(handle) }

    struct Stopped: Error {}

    /// Waits for notifications and returns all that are there, those that came before included.
    func next() throws -> [String] {
      while true {
        let found = taken()
        if !found.isEmpty { return found }
        try wait(forWriting: false, until: nil)
        try consume("wait for notifications")
      }
    }

    private func taken() -> [String] {
      var found: [String] = []
      while let notification = PQnotifies(handle) {
        found.append(notification.pointee.extra.map { String(cString: $0) } ?? "")
        PQfreemem(notification)
      }
      return found
    }

    // MARK: Without blocking

    private static var now: Double { ProcessInfo.processInfo.systemUptime }

    private func connect(until deadline: Double) throws {
      var state = PGRES_POLLING_WRITING
      while state != PGRES_POLLING_OK {
        guard state != PGRES_POLLING_FAILED, PQstatus(handle) != CONNECTION_BAD else { throw lost("connect") }
        try wait(forWriting: state == PGRES_POLLING_WRITING, until: deadline)
        state = PQconnectPoll(handle)
      }
    }

    private func ask(_ sql: String, until deadline: Double) throws -> PostgresResult? {
      guard PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 1) == 1 else { throw lost(sql) }
      var rows: PostgresResult?
      while true {
        while PQisBusy(handle) == 1 {
          try wait(forWriting: false, until: deadline)
          try consume(sql)
        }
        guard let found = PQgetResult(handle) else { return rows }
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(found)) else {
          defer { PQclear(found) }
          let state = PQresultErrorField(found, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
          throw PostgresError(state: state, message: PostgresSession.message(handle), attempted: sql)
        }
        rows = PostgresResult(found)
      }
    }

    private func consume(_ attempted: String) throws {
      guard PQconsumeInput(handle) == 1 else { throw lost(attempted) }
    }

    private func lost(_ attempted: String) -> PostgresError {
      PostgresError(state: nil, message: PostgresSession.message(handle), attempted: attempted)
    }

    private func wait(forWriting: Bool, until deadline: Double?) throws {
      let socket = PQsocket(handle)
      guard socket >= 0 else { throw lost("wait") }
      switch bell.wait(for: socket, forWriting: forWriting, seconds: deadline.map { max(0, $0 - Self.now) }) {
      case .ready: return
      case .rung: throw Stopped()
      case .late: throw PostgresError(state: nil, message: "there was no answer in time", attempted: "LISTEN")
      }
    }
  }
#endif
