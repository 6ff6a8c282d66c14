// The faults of a disk: the call, the error, once or for good.
import FaultKit
import Foundation

struct DiskFault: Sendable {
  let name: String
  let calls: FileFaults.Calls
  let action: FileFaults.Action

  init(_ name: String, _ calls: FileFaults.Calls, _ action: FileFaults.Action) {
    self.name = name
    self.calls = calls
    self.action = action
  }

  static let all = [
    DiskFault("write EIO", .write, .fail(EIO)),
    DiskFault("write ENOSPC", .write, .fail(ENOSPC)),
    DiskFault("short write ENOSPC", .write, .short(ENOSPC)),
    DiskFault("sync EIO", .sync, .fail(EIO)),
    DiskFault("truncate EIO", .truncate, .fail(EIO)),
    DiskFault("read EIO", .read, .fail(EIO)),
    DiskFault("open EIO", .open, .fail(EIO)),
    DiskFault("open EMFILE", .open, .fail(EMFILE)),
    DiskFault("open ENOSPC", [.open, .mkdir, .rename, .link], .fail(ENOSPC)),
    DiskFault("rename and unlink EIO", [.rename, .unlink, .link], .fail(EIO)),
    DiskFault("lock ENOLCK", .lock, .fail(ENOLCK)),
    DiskFault("read-only", [.changes, .open], .fail(EROFS)),
    DiskFault("anything EIO", .all, .fail(EIO)),
  ]
}
