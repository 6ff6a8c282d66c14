// The transaction in memory: no spikes.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  func watchedPlaces(of app: AppID) throws -> [WatchedPlace] { throw NotKept() }
  func placeDays(of app: AppID, days: ClosedRange<Int64>) throws -> [Int64: [Int64: Int64]] { throw NotKept() }
  // A digest of the week asks for them; here nothing is ever found.
  func spikes(of app: AppID, since moment: Timestamp) throws -> [Spike] { [] }
  func countAtPlace(
    _ kind: ReleasePlace.Kind, _ name: String, app: AppID, installation: ReportID, day: Int64, today: Int64
  ) throws -> Bool { throw NotKept() }
  func saveSpike(ofPlace place: Int64, week: Int64, at: Timestamp) throws -> Bool { throw NotKept() }
  func forgetPlaceContacts(app: AppID, before day: Int64) throws { throw NotKept() }
}
