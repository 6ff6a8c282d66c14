// What the seed decides before the run: the size of the world and how often it fails.
import FaultKit

struct Plan {
  /// Processes by queue folder; those of one folder share it.
  var folders: [Int]
  /// Seconds of trouble before everything heals.
  var storm: Int
  /// Parts of a thousand requests.
  var lost: Int
  var lostAnswers: Int
  var doubled: Int
  var refused: Int
  /// Slowest ordinary answer, in milliseconds.
  var latency: Int
  /// Seconds between two partitions of one process; 0 for none. Some are longer than any backoff.
  var partitions: Int
  var longPartitions: Bool
  /// Seconds between two ends of a process, of a folder's whole machine, of the collector; 0 for none.
  var ends: Int
  var deviceCrashes: Int
  var collectorEnds: Int
  var clocksJump: Bool
  var deviceDisksFail: Bool
  var collectorDiskFails: Bool
  /// Seconds between two actions of staff; 0 for none.
  var staff: Int
  /// Seconds between two actions of one process's user.
  var pace: Int
  /// Whether the end restarts the processes that still run: otherwise they must find back by themselves.
  var restartsAtTheEnd: Bool

  init(_ random: inout SeededRandom) {
    folders = (0...random.below(3)).map { _ in 1 + random.below(2) }
    let calm = random.happens(1, of: 8)
    storm = 60 + random.below(240)
    lost = calm ? 0 : random.below(150)
    lostAnswers = calm ? 0 : random.below(150)
    doubled = calm ? 0 : random.below(150)
    refused = calm ? 0 : random.below(120)
    latency = [5, 200, 3_000][random.below(3)]
    partitions = random.happens(1, of: 2) ? 30 + random.below(100) : 0
    longPartitions = random.happens(1, of: 12)
    ends = random.happens(2, of: 3) ? 20 + random.below(100) : 0
    deviceCrashes = random.happens(2, of: 3) ? 30 + random.below(120) : 0
    collectorEnds = random.happens(2, of: 3) ? 30 + random.below(120) : 0
    clocksJump = random.happens(1, of: 2)
    deviceDisksFail = random.happens(1, of: 3)
    collectorDiskFails = random.happens(1, of: 4)
    staff = random.happens(4, of: 5) ? 5 + random.below(25) : 0
    pace = 8 + random.below(25)
    restartsAtTheEnd = random.happens(1, of: 3)
    if longPartitions {
      partitions = 60
      storm = 2_400
      pace *= 6
      staff *= 6
      ends *= 6
      deviceCrashes *= 6
      collectorEnds *= 6
    }
  }
}
