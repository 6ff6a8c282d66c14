// Attachments: announced by a report, kept once, only for the app whose report it is.
import CollectorCore
import TellbackWire

private let announced = [
  AttachmentInfo(name: "screen.png", type: "image/png", bytes: 3),
  AttachmentInfo(name: "log.txt", type: "text/plain", bytes: 4),
]

extension StoreCheck {
  static let attachmentChecks = [
    StoreCheck("attachments are announced by the digest and here once their bytes are stored") { store in
      let app = try await store.makeApp()
      let report = makeReport(1, attachments: announced)
      _ = try await store.openTicket(with: report, app: app)
      let before = try await store.read { try $0.attachments(of: report.id) }
      try expectEqual(before.map(\.isHere), [false, false])
      try expectEqual(before.map(\.name), ["screen.png", "log.txt"])
      let stored = try await store.write {
        try $0.storeAttachment(
          app: app, report: report.id, index: 1, type: "text/plain", data: [1, 2, 3, 4, 5], at: start)
      }
      try expectEqual(stored, true)
      let (after, data, missing) = try await store.read { store in
        (
          try store.attachments(of: report.id), try store.attachmentData(of: report.id, index: 1),
          try store.attachmentData(of: report.id, index: 0)
        )
      }
      try expectEqual(after.map(\.isHere), [false, true])
      try expectEqual(after[1].bytes, 5)
      try expectEqual(data, [1, 2, 3, 4, 5])
      try expect(missing == nil)
    },
    StoreCheck("bytes may come before the digest, and repeats replace nothing") { store in
      let app = try await store.makeApp()
      let report = makeReport(1, attachments: announced)
      _ = try await store.ingest([incoming(report, app: app)])
      let put: @Sendable ([UInt8]) async throws -> Bool? = { data in
        try await store.write {
          try $0.storeAttachment(app: app, report: report.id, index: 0, type: "image/png", data: data, at: start)
        }
      }
      try expectEqual(try await put([1, 2, 3]), true)
      try expectEqual(try await put([9, 9, 9]), false)
      try await store.write { store in
        let pending = try unwrap(try store.pendingReports(limit: 1).first)
        let number = try store.openTicket(makeTicket(app: app, reports: 1))
        let placement = Placement(report: pending.sequence, ticket: number, mechanism: "m", at: start)
        try store.place(placement, report: report, opened: true)
      }
      let (list, data) = try await store.read {
        (try $0.attachments(of: report.id), try $0.attachmentData(of: report.id, index: 0))
      }
      try expectEqual(list.map(\.isHere), [true, false])
      try expectEqual(data, [1, 2, 3])
    },
    StoreCheck("bytes that no report of this app announced are not kept") { store in
      let app = try await store.makeApp()
      let other = try await store.makeApp("other")
      let report = makeReport(1, attachments: announced)
      _ = try await store.ingest([incoming(report, app: app)])
      let put: @Sendable (AppID, ReportID, Int) async throws -> Bool? = { app, report, index in
        try await store.write {
          try $0.storeAttachment(app: app, report: report, index: index, type: "image/png", data: [1], at: start)
        }
      }
      for (app, id, index) in [(other, report.id, 0), (app, reportID(2), 0), (app, report.id, 2), (app, report.id, -1)]
      {
        let stored = try await put(app, id, index)
        try expect(stored == nil, "\(index)")
      }
      let list = try await store.read { try $0.attachments(of: report.id) }
      try expect(!list.contains(where: \.isHere))
    },
    StoreCheck("an attachment of the largest size and an empty one are kept") { store in
      let app = try await store.makeApp()
      let report = makeReport(1, attachments: announced)
      _ = try await store.ingest([incoming(report, app: app)])
      let large = [UInt8](repeating: 7, count: WireLimits.attachmentBytes)
      try await store.write { store in
        _ = try store.storeAttachment(app: app, report: report.id, index: 0, type: "a/b", data: large, at: start)
        _ = try store.storeAttachment(app: app, report: report.id, index: 1, type: "a/b", data: [], at: start)
      }
      let (one, two) = try await store.read {
        (try $0.attachmentData(of: report.id, index: 0), try $0.attachmentData(of: report.id, index: 1))
      }
      try expect(one == large)
      try expectEqual(two, [])
    },
  ]
}
