// What a store keeps of releases. Invariants: a version of an app is watched once; an installation counts once on each side of a
// watch; // a page is
// kept as long as the reports of somebody who met it there are, and goes with the last of them.
import TellbackWire

/// Reads watches of releases, and counts of reports by version.
public protocol ReleaseReads {
  /// The newest first.
  func releaseWatches(of app: AppID, limit: Int) throws -> [ReleaseWatch]
  /// In the order of their names.
  func releaseChannels(of watch: Int64) throws -> [ReleaseChannel]
  /// In the order in which they came up.
  func releasePlaces(of watch: Int64) throws -> [ReleasePlace]
  /// The last report that was taken.
  func releaseCursor() throws -> Int64
  /// Reports on tickets after one of them that had arrived before `moment`, in the order of their arrival; at most `limit`.
  func releaseReports(after sequence: Int64, receivedBefore moment: Timestamp, limit: Int) throws -> [ReleaseReport]
  /// Counts of reports by day, version and channel.
  func contactDays(of app: AppID, days: ClosedRange<Int64>) throws -> [ContactDay]
}

/// Writes them, inside one transaction.
public protocol ReleaseWrites: ReleaseReads {
  /// Stores a watch with its channels; nil when this version is or was watched. Returns its id.
  func addReleaseWatch(_ watch: ReleaseWatch, channels: [ReleaseChannel]) throws -> Int64?
  /// Saves whether it is flagged, and over.
  func saveReleaseWatch(_ watch: ReleaseWatch) throws
  func saveReleaseChannel(_ channel: ReleaseChannel, of watch: Int64) throws
  /// Stores a place that has no id yet, or saves one that has. Returns its id.
  @discardableResult func saveReleasePlace(_ place: ReleasePlace, of watch: Int64) throws -> Int64
  /// Notes that an installation reported on one side of a watch. False when it had before.
  func noteReleaseContact(_ installation: ReportID, isNew: Bool, of watch: Int64) throws -> Bool
  /// Notes on which page it did.
  func setReleasePage(_ page: Int64, ofContact installation: ReportID, isNew: Bool, of watch: Int64) throws
  func countContact(_ contact: ContactDay, app: AppID) throws
  /// Forgets who reported in the watches of an app that began before a day; with them go their pages.
  func forgetReleaseContacts(app: AppID, beganBefore day: Int64) throws
  func setReleaseCursor(_ sequence: Int64) throws
}
