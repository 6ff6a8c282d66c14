// What a feedback event says of the device, the system and the app (develop.sentry.dev/sdk/data-model/event-payloads/contexts).
import TellbackWire

extension FeedbackEvent {
  mutating func readSystem(_ reader: inout LooseJSON) throws {
    try reader.object { reader, key in
      switch key {
      case "name": context.osName = try text(&reader, WireLimits.contextValue, "os")
      case "version": context.osVersion = try text(&reader, WireLimits.contextValue, "os")
      default: break
      }
    }
  }

  mutating func readDevice(_ reader: inout LooseJSON) throws {
    var (model, family): (String?, String?)
    try reader.object { reader, key in
      switch key {
      case "model": model = try text(&reader, WireLimits.contextValue, "device")
      case "family": family = try text(&reader, WireLimits.contextValue, "device")
      case "free_storage": context.diskFree = try reader.count()
      case "free_memory": context.memoryFree = try reader.count()
      case "locale": if locale == nil { locale = try text(&reader, WireLimits.locale, "locale") }
      case "timezone":
        if context.timeZone == nil { context.timeZone = try text(&reader, WireLimits.contextValue, "timezone") }
      default: break
      }
    }
    context.device = model ?? family
  }

  mutating func readApp(_ reader: inout LooseJSON) throws {
    try reader.object { reader, key in
      switch key {
      case "app_name": context.appName = try text(&reader, WireLimits.contextValue, "app")
      case "app_version": context.appVersion = try text(&reader, WireLimits.contextValue, "app")
      case "app_build": context.appBuild = try text(&reader, WireLimits.contextValue, "app")
      default: break
      }
    }
  }
}
