// Reads holidays from a file in iCalendar form (RFC 5545). Anything that would be understood wrongly is refused with its line.
import TellbackWire

/// The holidays of a file: its VEVENTs that last whole days, once or yearly.
public enum CalendarFile {
  /// Bytes of a file.
  public static let limit = 262_144
  /// Events of a file.
  public static let eventLimit = BusinessCalendar.holidayLimit
  /// Bytes of a line after unfolding.
  static let lineLimit = 8_192

  /// Throws ``ServiceLevelError/badFile(line:_:)`` with the line of what it does not understand. Events that are cancelled are
  /// left out, and so is what events hold beside their days and names.
  public static func holidays(_ bytes: [UInt8]) throws -> [Holiday] {
    guard bytes.count <= limit else { throw ServiceLevelError.fileTooLarge(bytes: bytes.count) }
    var parts: [(name: String, line: Int)] = []
    var event: CalendarEvent?
    var found: [Holiday] = []
    var isWhole = false
    for line in try lines(bytes) {
      let property = try CalendarProperty(line.text, line: line.number)
      if parts.isEmpty, !(property.name == "BEGIN" && property.value.uppercased() == "VCALENDAR") || isWhole {
        throw ServiceLevelError.badFile(
          line: line.number,
          isWhole
            ? Phrase("Something follows the calendar's end.", de: "Nach dem Ende des Kalenders folgt noch etwas.")
            : Phrase("A calendar begins with BEGIN:VCALENDAR.", de: "Ein Kalender beginnt mit BEGIN:VCALENDAR."))
      }
      switch property.name {
      case "BEGIN":
        parts.append((property.value.uppercased(), line.number))
        guard parts.count <= 8 else {
          throw ServiceLevelError.badFile(
            line: line.number, Phrase("Parts lie too deep.", de: "Die Teile sind zu tief verschachtelt."))
        }
        if parts.count == 2, parts.last?.name == "VEVENT" { event = CalendarEvent(line: line.number) }
      case "END":
        guard parts.last?.name == property.value.uppercased() else {
          throw ServiceLevelError.badFile(
            line: line.number,
            Phrase("This ends nothing that was begun.", de: "Das beendet nichts, was begonnen wurde."))
        }
        parts.removeLast()
        isWhole = parts.isEmpty
        if parts.count == 1, let whole = event {
          if let holiday = try whole.holiday() { found.append(holiday) }
          event = nil
          guard found.count <= eventLimit else {
            throw ServiceLevelError.badFile(
              line: line.number,
              Phrase("There are more than \(eventLimit) events.", de: "Das sind mehr als \(eventLimit) Termine."))
          }
        }
      default:
        // An alarm inside an event has properties of its own.
        if parts.count == 2 { try event?.read(property) }
      }
    }
    guard isWhole else {
      let open = parts.last
      throw ServiceLevelError.badFile(
        line: open?.line ?? 1,
        open.map { Phrase("\($0.name.prefix(40)) is not ended.", de: "\($0.name.prefix(40)) ist nicht beendet.") }
          ?? Phrase("The file is empty.", de: "Die Datei ist leer."))
    }
    return found
  }

  /// Lines with their continuations joined: RFC 5545, section 3.1. The number is that of the first part.
  private static func lines(_ bytes: [UInt8]) throws -> [(text: String, number: Int)] {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...]
    var lines: [(bytes: [UInt8], number: Int)] = []
    for (index, part) in content.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let line = part.last == 0x0D ? part.dropLast() : part
      guard let first = line.first else { continue }
      if first == 0x20 || first == 0x09, !lines.isEmpty {
        lines[lines.count - 1].bytes += line.dropFirst()
      } else {
        lines.append((Array(line), index + 1))
      }
      guard lines[lines.count - 1].bytes.count <= lineLimit else {
        throw ServiceLevelError.badFile(
          line: index + 1, Phrase("It has more than \(lineLimit) bytes.", de: "Sie hat mehr als \(lineLimit) Byte."))
      }
    }
    return try lines.map { line in
      guard let text = String(validating: line.bytes, as: UTF8.self) else {
        throw ServiceLevelError.badFile(line: line.number, Phrase("It is not UTF-8.", de: "Sie ist nicht UTF-8."))
      }
      return (text, line.number)
    }
  }
}

/// `NAME;PARAMETER=VALUE:VALUE`, RFC 5545, section 3.1.
struct CalendarProperty {
  let name: String
  let parameters: [String: String]
  let value: String
  let line: Int

  init(_ text: String, line: Int) throws {
    self.line = line
    var (parts, part, isQuoted) = ([String](), "", false)
    var rest = text[...]
    // A value in quotes may hold both separators.
    while let character = rest.popFirst() {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ":", !isQuoted {
        value = String(rest)
        parts.append(part)
        name = parts[0].uppercased()
        var parameters: [String: String] = [:]
        for pair in parts.dropFirst() {
          let sides = pair.split(separator: "=", maxSplits: 1)
          if sides.count == 2 { parameters[sides[0].uppercased()] = String(sides[1]) }
        }
        self.parameters = parameters
        return
      } else if character == ";", !isQuoted {
        parts.append(part)
        part = ""
      } else {
        part.append(character)
      }
    }
    throw ServiceLevelError.badFile(
      line: line, Phrase("A name, a colon and a value are missing.", de: "Name, Doppelpunkt und Wert fehlen."))
  }

  func refused(_ why: Phrase) -> ServiceLevelError { .badFile(line: line, why) }
}
