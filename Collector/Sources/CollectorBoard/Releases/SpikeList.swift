// Pages and errors that are reported more often than in their own past: on the page of releases, and in the weekly digest.
import CollectorCore
import CollectorEvidence
import TellbackWire

enum SpikeList {
  /// Nil where nothing spikes. `title` is left out where a section has it.
  static func html(_ spikes: [SeenSpike], title: HTML? = nil, now: Timestamp) -> HTML? {
    guard !spikes.isEmpty else { return nil }
    return """
      \(title)<ul class="terms">\(spikes.map { row($0, now: now) })</ul><p class="quiet">\(SpikeText.method)</p>
      """
  }

  private static func row(_ seen: SeenSpike, now: Timestamp) -> HTML {
    let place = seen.spike.place
    let name = place.kind == .error ? ReleaseText.error(place.name) : ReleaseText.page(place.name)
    let range = seen.comparison.interval(alpha: RatioMixture.spikeAlpha)
    let times = ReleaseText.times(seen.comparison.ratio, range.lower, range.upper)
    return """
      <li>\(name): <span class="clock clock-late">\(SpikeText.times(times))</span> <span>\(SpikeText.counts(seen.comparison))</span>
      <span class="quiet">\(ReleaseText.flagged(TimeText.html(seen.spike.flaggedAt, now: now)))</span></li>
      """
  }
}
