// The automatic context of a report. Every part may be absent: the user may have refused consent.

/// The automatic context of a report. Each text has at most ``WireLimits/contextValue`` bytes.
public struct ContextSnapshot: Sendable, Equatable {
  public var appName: String?
  public var appVersion: String?
  public var appBuild: String?
  public var osName: String?
  public var osVersion: String?
  /// The model of the device, or of the host a service runs on.
  public var device: String?
  /// An IANA name, such as `Europe/Zurich`.
  public var timeZone: String?
  /// Free bytes on the volume of the queue.
  public var diskFree: Int64?
  /// Free bytes of memory.
  public var memoryFree: Int64?
  /// The version of the SDK.
  public var sdk: String?

  public init(
    appName: String? = nil, appVersion: String? = nil, appBuild: String? = nil, osName: String? = nil,
    osVersion: String? = nil, device: String? = nil, timeZone: String? = nil, diskFree: Int64? = nil,
    memoryFree: Int64? = nil, sdk: String? = nil
  ) {
    self.appName = appName
    self.appVersion = appVersion
    self.appBuild = appBuild
    self.osName = osName
    self.osVersion = osVersion
    self.device = device
    self.timeZone = timeZone
    self.diskFree = diskFree
    self.memoryFree = memoryFree
    self.sdk = sdk
  }

  func write(to writer: inout JSONWriter) {
    writer.object("context") { writer in
      writer.string("appName", optional: appName)
      writer.string("appVersion", optional: appVersion)
      writer.string("appBuild", optional: appBuild)
      writer.string("osName", optional: osName)
      writer.string("osVersion", optional: osVersion)
      writer.string("device", optional: device)
      writer.string("timeZone", optional: timeZone)
      writer.integer("diskFree", optional: diskFree)
      writer.integer("memoryFree", optional: memoryFree)
      writer.string("sdk", optional: sdk)
    }
  }

  init(from reader: inout JSONReader) throws {
    self.init()
    try reader.members("context") { reader, key in
      let limit = WireLimits.contextValue
      switch key {
      case "appName": appName = try reader.optionalText("context.appName", limit: limit)
      case "appVersion": appVersion = try reader.optionalText("context.appVersion", limit: limit)
      case "appBuild": appBuild = try reader.optionalText("context.appBuild", limit: limit)
      case "osName": osName = try reader.optionalText("context.osName", limit: limit)
      case "osVersion": osVersion = try reader.optionalText("context.osVersion", limit: limit)
      case "device": device = try reader.optionalText("context.device", limit: limit)
      case "timeZone": timeZone = try reader.optionalText("context.timeZone", limit: limit)
      case "diskFree": diskFree = try reader.skipNull() ? nil : try reader.integer("context.diskFree")
      case "memoryFree": memoryFree = try reader.skipNull() ? nil : try reader.integer("context.memoryFree")
      case "sdk": sdk = try reader.optionalText("context.sdk", limit: limit)
      default: try reader.skipValue()
      }
    }
  }
}
