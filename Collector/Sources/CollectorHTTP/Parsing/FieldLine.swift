// One field line: `name ":" OWS value OWS` (RFC 9112 section 5).

enum FieldLine {
  /// White space before the colon and a line that continues another (obs-fold) are refused (sections 5.1 and 5.2).
  static func parse(_ bytes: [UInt8], _ line: Range<Int>) throws(HTTPError) -> HTTPHeaders.Field {
    guard let first = line.first, !bytes[first].isBlank else {
      throw .badRequest("obs_fold", "A header field continues on a second line; send it on one.")
    }
    var colon = line.lowerBound
    while colon < line.upperBound, bytes[colon].isToken { colon += 1 }
    guard colon > line.lowerBound, colon < line.upperBound, bytes[colon] == Byte.colon else {
      throw .badRequest("bad_field_name", "A header field's name must be letters, digits or '-', then ':' at once.")
    }
    var start = colon + 1
    var end = line.upperBound
    while start < end, bytes[start].isBlank { start += 1 }
    while end > start, bytes[end - 1].isBlank { end -= 1 }
    return HTTPHeaders.Field(
      nameStart: Int32(truncatingIfNeeded: line.lowerBound), nameEnd: Int32(truncatingIfNeeded: colon),
      valueStart: Int32(truncatingIfNeeded: start), valueEnd: Int32(truncatingIfNeeded: end))
  }

  /// Framing, routing and authentication belong in the header alone (RFC 9110 section 6.5.1).
  static func isForbiddenInTrailer(_ name: ArraySlice<UInt8>) -> Bool {
    switch name.count {
    case 2: name.spells("te")
    case 4: name.spells("host")
    case 6: name.spells("cookie") || name.spells("expect")
    case 7: name.spells("trailer") || name.spells("upgrade")
    case 10: name.spells("connection")
    case 12: name.spells("content-type")
    case 13: name.spells("authorization") || name.spells("content-range") || name.spells("cache-control")
    case 14: name.spells("content-length")
    case 16: name.spells("content-encoding")
    case 17: name.spells("transfer-encoding")
    default: false
    }
  }
}
