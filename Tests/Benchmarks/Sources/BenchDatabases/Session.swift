// One connection of libpq, for statements that are none of the product's.
#if PostgreSQL
  import BenchKit
  import CPipelineReference

  public final class Session {
    private let handle: OpaquePointer

    public init(_ address: String) throws {
      var message = [CChar](repeating: 0, count: 512)
      guard let handle = tb_session_open(address, &message, message.count) else {
        throw BenchError(Self.text(message))
      }
      self.handle = handle
    }

    deinit { tb_session_close(handle) }

    /// The first column of the last statement's first row, at most 256 KB of it; empty where there is none.
    @discardableResult
    public func run(_ sql: String) throws -> String {
      var message = [CChar](repeating: 0, count: 262_144)
      guard tb_session_run(handle, sql, &message, message.count) == 0 else {
        throw BenchError("\(Self.text(message)) in: \(sql.prefix(2_000))")
      }
      return Self.text(message)
    }

    private static func text(_ message: [CChar]) -> String {
      String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
#endif
