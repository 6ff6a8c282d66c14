// The transaction in memory: no releases, which need counts that it does not keep.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  func releaseWatches(of app: AppID, limit: Int) throws -> [ReleaseWatch] { throw NotKept() }
  func releaseChannels(of watch: Int64) throws -> [ReleaseChannel] { throw NotKept() }
  func releasePlaces(of watch: Int64) throws -> [ReleasePlace] { throw NotKept() }
  func releaseCursor() throws -> Int64 { throw NotKept() }
  func releaseReports(after sequence: Int64, receivedBefore moment: Timestamp, limit: Int) throws -> [ReleaseReport] {
    throw NotKept()
  }
  func contactDays(of app: AppID, days: ClosedRange<Int64>) throws -> [ContactDay] { throw NotKept() }
  func addReleaseWatch(_ watch: ReleaseWatch, channels: [ReleaseChannel]) throws -> Int64? { throw NotKept() }
  func saveReleaseWatch(_ watch: ReleaseWatch) throws { throw NotKept() }
  func saveReleaseChannel(_ channel: ReleaseChannel, of watch: Int64) throws { throw NotKept() }
  func saveReleasePlace(_ place: ReleasePlace, of watch: Int64) throws -> Int64 { throw NotKept() }
  func noteReleaseContact(_ installation: ReportID, isNew: Bool, of watch: Int64) throws -> Bool { throw NotKept() }
  func setReleasePage(_ page: Int64, ofContact installation: ReportID, isNew: Bool, of watch: Int64) throws {
    throw NotKept()
  }
  func countContact(_ contact: ContactDay, app: AppID) throws { throw NotKept() }
  func forgetReleaseContacts(app: AppID, beganBefore day: Int64) throws { throw NotKept() }
  func setReleaseCursor(_ sequence: Int64) throws { throw NotKept() }
}
