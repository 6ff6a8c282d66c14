// Describes a Swift error for a report: type, message and the top stack frames, each within its limit.
import Foundation
import TellbackWire

extension ReportedError {
  /// Describes `error`. Parts that are too long are cut with a mark; `frames` are innermost first.
  init(describing error: any Error, frames: [String]) {
    if let error = error as? ReportedError {
      self.init(type: error.type, message: error.message, frames: error.frames)
    } else {
      let described = (error as? any LocalizedError)?.errorDescription ?? String(describing: error)
      self.init(type: String(reflecting: Swift.type(of: error)), message: described, frames: frames)
    }
    type = type.cut(toBytes: WireLimits.errorType)
    message = message.cut(toBytes: WireLimits.errorMessage)
    self.frames = self.frames.prefix(WireLimits.errorFrames).map { $0.cut(toBytes: WireLimits.errorFrame) }
  }
}
