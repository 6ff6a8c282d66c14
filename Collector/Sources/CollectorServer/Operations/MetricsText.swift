// Figures in the text format of Prometheus (exposition format 0.0.4).

struct MetricsText {
  private(set) var text = ""

  enum Kind: String {
    case counter, gauge, histogram
  }

  mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: Int64) {
    head(name, kind, help)
    text += "\(name) \(value)\n"
  }

  /// One line per label value, in the order of labels.
  mutating func labelled(_ name: String, _ kind: Kind, _ help: String, by label: String, _ values: [String: Int64]) {
    head(name, kind, help)
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      text += "\(name){\(label)=\"\(Self.escaped(key))\"} \(value)\n"
    }
  }

  mutating func histogram(_ name: String, _ help: String, _ histogram: Histogram) {
    head(name, .histogram, help)
    var total: Int64 = 0
    for (bound, count) in zip(Histogram.bounds, histogram.counts) {
      total += count
      text += "\(name)_bucket{le=\"\(bound)\"} \(total)\n"
    }
    text += "\(name)_bucket{le=\"+Inf\"} \(histogram.count)\n\(name)_sum \(histogram.sum)\n"
    text += "\(name)_count \(histogram.count)\n"
  }

  private mutating func head(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
  }

  private static func escaped(_ value: String) -> String {
    var result = ""
    for character in value {
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
    return result
  }
}
