// From a Swift error to what travels: type, message and the top frames, each within its limit.
import Foundation
import TellbackWire

extension ReportedError {
  /// What is known about `error`. Over-long parts are cut with a mark; `frames` are the innermost first.
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
