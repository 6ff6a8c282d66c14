// Gzip made and undone with the system's zlib.

import CCollectorZlib

func gzip(_ bytes: [UInt8]) throws -> [UInt8] { try deflate(bytes, windowBits: 16 + 15) }

/// 15 makes a zlib stream, -15 a bare one.
func deflate(_ bytes: [UInt8], windowBits: Int32) throws -> [UInt8] {
  var stream = z_stream()
  let size = Int32(MemoryLayout<z_stream>.size)
  guard deflateInit2_(&stream, 9, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
    throw ClientError(message: "deflateInit2")
  }
  defer { deflateEnd(&stream) }
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, uLong(bytes.count))))
  var input = bytes
  let made = input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target -> Int in
      stream.next_in = source.baseAddress
      stream.avail_in = uInt(source.count)
      stream.next_out = target.baseAddress
      stream.avail_out = uInt(target.count)
      return CCollectorZlib.deflate(&stream, Z_FINISH) == Z_STREAM_END ? target.count - Int(stream.avail_out) : -1
    }
  }
  guard made >= 0 else { throw ClientError(message: "deflate") }
  return Array(output[..<made])
}

/// At most 8 MB.
func gunzip(_ bytes: [UInt8]) throws -> [UInt8] {
  var stream = z_stream()
  guard inflateInit2_(&stream, 16 + 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
    throw ClientError(message: "inflateInit2")
  }
  defer { inflateEnd(&stream) }
  var output = [UInt8](repeating: 0, count: 8 << 20)
  var input = bytes
  let made = input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target -> Int in
      stream.next_in = source.baseAddress
      stream.avail_in = uInt(source.count)
      stream.next_out = target.baseAddress
      stream.avail_out = uInt(target.count)
      return inflate(&stream, Z_FINISH) == Z_STREAM_END ? target.count - Int(stream.avail_out) : -1
    }
  }
  guard made >= 0 else { throw ClientError(message: "inflate") }
  return Array(output[..<made])
}
