// The header fields of every answer of the board: what its pages may load, and what nobody may do with them.
import CollectorHTTP

enum SecurityHeaders {
  /// No inline script or style, nothing from elsewhere, no frame around it, forms to this board alone.
  static let policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    + "base-uri 'none'; frame-ancestors 'none'"

  /// For bytes that a reporter sent: whatever they are, they run nothing and load nothing.
  static let attachmentPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'"

  static func apply(to headers: inout HTTPHeaders, isSecure: Bool) {
    if headers["content-security-policy"] == nil { headers.set("Content-Security-Policy", policy) }
    if headers["cache-control"] == nil { headers.set("Cache-Control", "no-store") }
    headers.set("X-Content-Type-Options", "nosniff")
    headers.set("X-Frame-Options", "DENY")
    // `no-referrer` would make browsers send `Origin: null` with our own forms.
    headers.set("Referrer-Policy", "same-origin")
    headers.set("Cross-Origin-Opener-Policy", "same-origin")
    headers.set("Cross-Origin-Resource-Policy", "same-origin")
    headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
    headers.set("X-Robots-Tag", "noindex, nofollow")
    if isSecure { headers.set("Strict-Transport-Security", "max-age=31536000") }
  }
}
