// International bank account numbers: the length of their country, and mod 97 (ISO 13616, ISO/IEC 7064).

enum IBANShape {
  /// Country and length, from the IBAN registry of SWIFT.
  private static let lengths: StaticString = """
    AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18FO18FR27GB22GE22GI23GL18\
    GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MR27MT31MU30NL18NO15\
    PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27ST25SV28TL23TN24TR26UA29VA22VG24XK20
    """

  /// Finds an IBAN whose first letter stands at `index`; single spaces may divide it.
  static func find(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
    guard bytes.byte(index + 1).isLetter, bytes.byte(index + 2).isDigit, bytes.byte(index + 3).isDigit,
      let length = length(bytes[index], bytes[index + 1])
    else { return nil }
    var characters: [UInt8] = []
    var position = index
    while characters.count < length {
      let byte = bytes.byte(position)
      if byte.isAlphanumeric {
        characters.append(byte.isDigit ? byte : byte & 0xDF)
      } else if byte != UInt8(ascii: " ") || bytes.byte(position + 1) == UInt8(ascii: " ") {
        return nil
      }
      position += 1
    }
    guard !bytes.byte(position).isWord, remainder(characters) == 1 else { return nil }
    return index..<position
  }

  private static func length(_ first: UInt8, _ second: UInt8) -> Int? {
    lengths.withUTF8Buffer { table in
      var index = 0
      while index + 3 < table.count {
        if table[index] == first & 0xDF, table[index + 1] == second & 0xDF {
          return Int(table[index + 2] & 15) * 10 + Int(table[index + 3] & 15)
        }
        index += 4
      }
      return nil
    }
  }

  /// Country and check digits go to the end, letters count from 10.
  private static func remainder(_ characters: [UInt8]) -> Int {
    (characters[4...] + characters[..<4]).reduce(0) { remainder, byte in
      byte.isDigit ? (remainder * 10 + Int(byte & 15)) % 97 : (remainder * 100 + Int(byte) - 55) % 97
    }
  }
}
