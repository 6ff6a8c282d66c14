// libpq's pipeline mode in C, measured in rounds between those of the work that it is compared with.
import BenchKit
import CPipelineReference
import Foundation

final class PipelineReference {
  private let pipeline: OpaquePointer
  private let rowsPerCommit: Int
  private let body: [UInt8]
  private var rows = 0
  private var elapsed = Duration.zero

  init(_ address: String, body: [UInt8], rowsPerCommit: Int) throws {
    var message = [CChar](repeating: 0, count: 512)
    guard let pipeline = tb_pipeline_open(address, "tellback", &message, message.count) else {
      throw BenchError("The reference: \(Self.text(message))")
    }
    self.pipeline = pipeline
    self.body = body
    self.rowsPerCommit = rowsPerCommit
  }

  deinit { tb_pipeline_close(pipeline) }

  /// Such as `libpq pipeline, 64 rows a commit`.
  var name: String { "libpq pipeline in C, \(rowsPerCommit) reports a commit" }

  /// Reports a second over all rounds; 0 before the first.
  var perSecond: Double { rows == 0 ? 0 : Double(rows) / (elapsed / .seconds(1)) }

  /// Commits for about `seconds`.
  func round(seconds: Double) throws {
    let start = ContinuousClock.now
    var message = [CChar](repeating: 0, count: 512)
    while ContinuousClock.now - start < .seconds(seconds) {
      guard tb_pipeline_commit(pipeline, Int32(rowsPerCommit), body, body.count, &message, message.count) == 0 else {
        throw BenchError("The reference: \(Self.text(message))")
      }
      rows += rowsPerCommit
    }
    elapsed += ContinuousClock.now - start
  }

  private static func text(_ message: [CChar]) -> String {
    String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
