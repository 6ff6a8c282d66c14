// What a store keeps of places and spikes. Invariants: an installation counts once a day at a place; a place is kept as long as the
// reports of somebody who met it are, and goes with the last of them, with its counts and spikes.
import TellbackWire

/// Reads places and spikes, inside one snapshot or transaction.
public protocol SpikeReads {
  /// In the order of their ids.
  func watchedPlaces(of app: AppID) throws -> [WatchedPlace]
  /// Installations that reported, by place and day, each once a day.
  func placeDays(of app: AppID, days: ClosedRange<Int64>) throws -> [Int64: [Int64: Int64]]
  /// Those that were found since a moment, the newest first.
  func spikes(of app: AppID, since moment: Timestamp) throws -> [Spike]
}

/// Writes what is found of them, inside one transaction.
public protocol SpikeFlagWrites: SpikeReads {
  /// False when it was found before.
  func saveSpike(ofPlace place: Int64, week: Int64, at: Timestamp) throws -> Bool
  /// Forgets who reported before a day; with them go their counts.
  func forgetPlaceContacts(app: AppID, before day: Int64) throws
}

/// Writes them, inside one transaction.
public protocol SpikeWrites: SpikeFlagWrites {
  /// Counts an installation at a place, once a day. False when it was counted, or when the app has ``SpikeLimits/places`` of this kind.
  @discardableResult
  func countAtPlace(
    _ kind: ReleasePlace.Kind, _ name: String, app: AppID, installation: ReportID, day: Int64, today: Int64
  ) throws -> Bool
}
