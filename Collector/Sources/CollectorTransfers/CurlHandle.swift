// A handle of libcurl and a list of lines for it, each freed with its owner. Confined to one thread.
import CCollectorCurl

package final class CurlHandle {
  private let library: CurlLibrary
  private let handle: UnsafeMutableRawPointer
  /// libcurl writes here what went wrong.
  private let reason = UnsafeMutableBufferPointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  package init(_ library: CurlLibrary) throws {
    guard let handle = tellback_curl_begin(library.functions) else {
      throw TransferError.failed("There is not enough memory.")
    }
    self.library = library
    self.handle = handle
    reason.initialize(repeating: 0)
    try set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(reason.baseAddress))
  }

  deinit {
    tellback_curl_end(library.functions, handle)
    reason.deallocate()
  }

  package func set(_ option: CURLoption, _ text: String) throws {
    try must(text.withCString { tellback_curl_set_pointer(library.functions, handle, option, $0) })
  }
  package func set(_ option: CURLoption, _ number: Int) throws {
    try must(tellback_curl_set_long(library.functions, handle, option, number))
  }
  /// What it points to must outlive ``perform()``.
  package func set(_ option: CURLoption, _ pointer: UnsafeMutableRawPointer?) throws {
    try must(tellback_curl_set_pointer(library.functions, handle, option, pointer))
  }
  package func set(_ option: CURLoption, size: Int) throws {
    try must(tellback_curl_set_size(library.functions, handle, option, curl_off_t(size)))
  }
  package func set(_ option: CURLoption, data callback: curl_write_callback) throws {
    try must(tellback_curl_set_data(library.functions, handle, option, callback))
  }
  package func set(opening: UnsafePointer<tellback_opening>) throws {
    try must(tellback_curl_set_opening(library.functions, handle, opening))
  }
  /// Asks `callback` about once a second whether to go on.
  package func watch(_ callback: curl_xferinfo_callback, _ context: UnsafeMutableRawPointer) throws {
    try set(CURLOPT_NOPROGRESS, 0)
    try must(tellback_curl_set_progress(library.functions, handle, callback))
    try set(CURLOPT_XFERINFODATA, context)
  }

  package func perform() -> Int32 { tellback_curl_perform(library.functions, handle) }
  package var status: Int { tellback_curl_status(library.functions, handle) }

  /// What went wrong, in libcurl's words.
  package func failure(_ code: Int32) -> String {
    let text = reason.baseAddress.map { String(cString: $0) } ?? ""
    return text.isEmpty ? library.reason(code) : text
  }

  private func must(_ code: Int32) throws {
    guard code == 0 else { throw TransferError.failed("libcurl does not take an option: \(library.reason(code)).") }
  }
}

package final class CurlLines {
  package let pointer: UnsafeMutableRawPointer
  private let library: CurlLibrary

  package init(_ lines: [String], _ library: CurlLibrary) throws {
    var list: UnsafeMutableRawPointer?
    for line in lines {
      guard let longer = tellback_curl_line(library.functions, list, line) else {
        throw TransferError.failed("There is not enough memory.")
      }
      list = longer
    }
    guard let list else { throw TransferError.failed("There is nothing to send.") }
    pointer = list
    self.library = library
  }

  deinit { tellback_curl_free_lines(library.functions, pointer) }
}
