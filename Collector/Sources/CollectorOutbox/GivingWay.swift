// Ingest goes first: whoever sends waits a little while reports wait to be written.
import CollectorCore

extension Store {
  /// At most a quarter of a second.
  func giveWay() async {
    // A sleep that was cancelled has nothing to wait for any more.
    for _ in 0..<50 where waitingIngests > 0 { try? await Task.sleep(for: .milliseconds(5)) }
  }
}
