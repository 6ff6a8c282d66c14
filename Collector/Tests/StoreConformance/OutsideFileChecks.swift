// Files outside the store, for stores that can keep them there: what is moved out stays readable by its name, and whatever ends a file notes
// its name for removal in the same transaction.
import CollectorCore
import TellbackWire

private let name = String(repeating: "0a", count: 16)
private let other = String(repeating: "0b", count: 16)

extension StoreWrites {
  /// Moves the only file that is inside.
  fileprivate func moveOut(as name: String, to place: FilePlace = .folder) throws -> OutsideFile {
    let row = try unwrap(try filesInside(after: nil, limit: 1).first)
    let data = try unwrap(try fileData(row))
    try expectFile(name, in: place, due: start.adding(seconds: 3_600))
    let file = OutsideFile(
      name: name, place: place, bytes: Int64(data.count), hash: [UInt8](repeating: 7, count: 32), row: row)
    try expect(try moveOut(file, from: nil))
    return file
  }
}

extension Store {
  fileprivate func makeAttachment() async throws -> Report {
    let app = try await makeApp()
    let report = makeReport(1, attachments: [AttachmentInfo(name: "a.txt", type: "text/plain", bytes: 3)])
    _ = try await openTicket(with: report, app: app)
    let isNew = try await write {
      try $0.storeAttachment(app: app, report: report.id, index: 0, type: "text/plain", data: [1, 2, 3], at: start)
    }
    try expectEqual(isNew, true)
    return report
  }
}

extension StoreCheck {
  /// Apart from ``all``: a store may keep everything in itself.
  public static let outsideFileChecks = [
    StoreCheck("an attachment that was moved out is here, lies outside, and comes in again") { store in
      let report = try await store.makeAttachment()
      let file = try await store.write { try $0.moveOut(as: name) }
      try await store.read { store in
        try expectEqual(try store.attachments(of: report.id).map(\.isHere), [true])
        try expect(try store.attachmentData(of: report.id, index: 0) == nil)
        try expectEqual(try store.content(of: .report(report.id, 0)), .outside(file))
        try expectEqual(try store.outsideFiles(after: "", limit: 9), [file])
        try expectEqual(try store.outsideFiles(after: name, limit: 9), [])
        try expectEqual(try store.filesInside(after: nil, limit: 9), [])
        try expectEqual(try store.fileCounts(), [.folder: FileCount(files: 1, bytes: 3)])
        try expectEqual(try store.doomedCount(), 0)
      }
      let wasThere = try await store.write { try $0.moveIn(file, data: [1, 2, 3]) }
      try expect(wasThere)
      let again = try await store.write { try $0.moveIn(file, data: [1, 2, 3]) }
      try expect(!again)
      try await store.read { store in
        try expectEqual(try store.content(of: .report(report.id, 0)), .here([1, 2, 3]))
        try expectEqual(try store.doomedFiles(due: start, limit: 9), [DoomedFile(name: name, place: .folder)])
      }
      try await store.write { try $0.forgetFile(name) }
      try expectEqual(try await store.read { try $0.doomedCount() }, 0)
    },
    StoreCheck("of two who move a file one does") { store in
      let report = try await store.makeAttachment()
      let file = try await store.write { try $0.moveOut(as: name) }
      var late = file
      late.name = other
      let loser = late
      let isMoved = try await store.write { store in
        try store.expectFile(other, in: .folder, due: start)
        return try store.moveOut(loser, from: nil)
      }
      try expect(!isMoved)
      try expectEqual(try await store.read { try $0.content(of: .report(report.id, 0)) }, .outside(file))
      try expectEqual(
        try await store.read { try $0.doomedFiles(due: start, limit: 9) }, [DoomedFile(name: other, place: .folder)])
      // From one place to another, by the name that is left.
      let isMovedOn = try await store.write { try $0.moveOut(loser, from: name) }
      try expect(isMovedOn)
      try expectEqual(
        try await store.read { try $0.doomedFiles(due: start, limit: 9) }, [DoomedFile(name: name, place: .folder)])
    },
    StoreCheck("a name that was expected is removed once it is due, and put off when that fails") { store in
      try await store.write { try $0.expectFile(name, in: .s3, due: start.adding(seconds: 10)) }
      try expectEqual(try await store.read { try $0.doomedFiles(due: start.adding(seconds: 9), limit: 9) }, [])
      let due = start.adding(seconds: 10)
      let doomed = DoomedFile(name: name, place: .s3)
      try expectEqual(try await store.read { try $0.doomedFiles(due: due, limit: 9) }, [doomed])
      try await store.write { try $0.putOffFile(name, due: due.adding(seconds: 1)) }
      try expectEqual(try await store.read { try $0.doomedFiles(due: due, limit: 9) }, [])
      try expectEqual(try await store.read { try $0.doomedCount() }, 1)
    },
    StoreCheck("an erased report's file outside is noted for removal, and so is a redacted one's") { store in
      let report = try await store.makeAttachment()
      _ = try await store.write { try $0.moveOut(as: name) }
      let isRemoved = try await store.write {
        try $0.removeAttachment(ofReport: report.id, index: 0, note: "removed", at: start)
      }
      try expect(isRemoved)
      let doomed = [DoomedFile(name: name, place: .folder)]
      try expectEqual(try await store.read { try $0.doomedFiles(due: start, limit: 9) }, doomed)
      try expect(try await store.read { try $0.content(of: .report(report.id, 0)) } == nil)
      let app = try await store.makeApp("other")
      let second = makeReport(2, attachments: [AttachmentInfo(name: "b.txt", type: "text/plain", bytes: 1)])
      _ = try await store.openTicket(with: second, app: app)
      _ = try await store.write {
        try $0.storeAttachment(app: app, report: second.id, index: 0, type: "text/plain", data: [9], at: start)
      }
      _ = try await store.write { try $0.moveOut(as: other, to: .s3) }
      let isErased = try await store.write { try $0.erase(report: second.id, because: .wish, at: start) }
      try expect(isErased)
      try expectEqual(
        try await store.read { try $0.doomedFiles(due: start, limit: 9) },
        doomed + [DoomedFile(name: other, place: .s3)])
      try expectEqual(try await store.read { try $0.outsideFiles(after: "", limit: 9) }, [])
    },
  ]
}
