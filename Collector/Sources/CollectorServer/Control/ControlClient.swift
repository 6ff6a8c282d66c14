// Hands a command to the collector that holds the data directory.

enum ControlClient {
  /// A hot copy of a large store takes its time.
  static let patienceSeconds = 3_600

  /// Nil when no collector listens there.
  static func send(_ request: ControlRequest, directory: String) throws -> ControlReply? {
    guard let descriptor = try UnixSocket.connect(to: directory + "/" + ControlServer.fileName) else { return nil }
    defer { UnixSocket.hangUp(descriptor) }
    guard UnixSocket.writeLine(descriptor, request.encoded()),
      let line = UnixSocket.readLine(descriptor, seconds: patienceSeconds)
    else {
      throw CommandFailure("The collector that runs on \(directory) did not answer; nothing is known of the outcome.")
    }
    return try ControlReply(decoding: line)
  }
}
