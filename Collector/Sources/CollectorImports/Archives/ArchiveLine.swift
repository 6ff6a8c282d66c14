// The lines of an archive: JSON, one object each. The first says what it is, the last how many rows there were, so that a file that was
// cut is known as one.
//
//     {"tellback_export":1,"schema":12,"origin":"…","made_at":1790000000000,"apps":[{"id":1,"name":"shop"}]}
//     {"ticket":{"number":42,"app":1,"title":"…"}}
//     {"end":{"rows":1}}
//
// Texts, whole numbers, numbers and null are themselves. Bytes are {"utf8":"…"} where they are a text, else {"base64":"…"}.
import CollectorCore
import Foundation
import TellbackWire

/// What the first line of an archive says.
public struct ArchiveHeader: Sendable, Equatable {
  /// Of the form of the lines.
  public static let version = 1

  /// Of the rows.
  public var schema: Int
  /// Tells the desk that wrote it from others; the same each time that it writes.
  public var origin: String
  public var madeAt: Timestamp
  public var apps: [App]

  public struct App: Sendable, Equatable {
    public var id: Int64
    public var name: String
    public init(id: Int64, name: String) {
      self.id = id
      self.name = name
    }
  }

  public init(schema: Int, origin: String, madeAt: Timestamp, apps: [App]) {
    self.schema = schema
    self.origin = origin
    self.madeAt = madeAt
    self.apps = apps
  }
}

public enum ArchiveLine {
  /// With the line break.
  public static func encoded(_ header: ArchiveHeader) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.integer("tellback_export", Int64(ArchiveHeader.version))
      writer.integer("schema", Int64(header.schema))
      writer.string("origin", header.origin)
      writer.integer("made_at", header.madeAt.milliseconds)
      writer.array("apps") { writer in
        for app in header.apps {
          writer.object { writer in
            writer.integer("id", app.id)
            writer.string("name", app.name)
          }
        }
      }
    }
    return writer.bytes + [0x0A]
  }

  public static func encoded(_ row: ArchiveRow) -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: row.bytes + 256)
    writer.object { writer in
      writer.member(row.kind) { writer in
        writer.object { writer in
          for (name, value) in zip(row.names, row.values) {
            writer.member(name) { write(value, to: &$0) }
          }
        }
      }
    }
    return writer.bytes + [0x0A]
  }

  public static func encodedEnd(rows: Int64) -> [UInt8] { Array("{\"end\":{\"rows\":\(rows)}}\n".utf8) }

  private static func write(_ value: ArchiveValue, to writer: inout JSONWriter) {
    switch value {
    case .null: writer.null()
    case .integer(let value): writer.integer(nil, value)
    // Always with a point or an exponent: a whole number comes back as what it was.
    case .real(let value): writer.double(nil, value)
    case .text(let text): writer.string(nil, text)
    case .bytes(let bytes):
      writer.object { writer in
        if let text = String(validating: bytes, as: UTF8.self) {
          writer.string("utf8", text)
        } else {
          writer.string("base64", Data(bytes).base64EncodedString())
        }
      }
    }
  }

  // MARK: Reading

  /// Nil for a value that is no such thing.
  static func header(_ value: ImportValue) -> ArchiveHeader? {
    guard value["tellback_export"] == .number("\(ArchiveHeader.version)"),
      let schema = value["schema"]?.words.flatMap({ Int($0) }), let origin = value["origin"]?.words,
      (1...180).contains(origin.utf8.count), let madeAt = value["made_at"]?.words.flatMap({ Int64($0) })
    else { return nil }
    let apps = (value["apps"]?.items ?? []).compactMap { app -> ArchiveHeader.App? in
      guard let id = app["id"]?.words.flatMap({ Int64($0) }), case .text(let name)? = app["name"] else { return nil }
      return ArchiveHeader.App(id: id, name: name)
    }
    return ArchiveHeader(
      schema: schema, origin: origin, madeAt: Timestamp(milliseconds: madeAt), apps: apps)
  }

  /// Nil for a value that is no row.
  static func row(_ value: ImportValue) -> ArchiveRow? {
    guard case .object(let members) = value, members.count == 1, let member = members.first,
      case .object(let columns) = member.value
    else { return nil }
    var row = ArchiveRow(kind: member.source, names: [], values: [])
    for column in columns {
      guard let value = archived(column.value), !row.names.contains(column.source) else { return nil }
      row.names.append(column.source)
      row.values.append(value)
    }
    return row
  }

  private static func archived(_ value: ImportValue) -> ArchiveValue? {
    switch value {
    case .null: return .null
    case .text(let text): return .text(text)
    case .number(let text):
      if let whole = Int64(text) { return .integer(whole) }
      return Double(text).map { .real($0) }
    case .object(let members) where members.count == 1:
      guard case .text(let text) = members[0].value else { return nil }
      switch members[0].source {
      case "utf8": return .bytes(Array(text.utf8))
      case "base64": return Data(base64Encoded: text).map { .bytes(Array($0)) }
      default: return nil
      }
    case .bool, .list, .object: return nil
    }
  }
}
