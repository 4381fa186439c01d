// The time of day, read in one place; everything else is handed a moment.

public import Basics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

extension Timestamp {
  /// The moment it is now, by the system's clock.
  public static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int32(truncatingIfNeeded: time.tv_nsec))
  }
}
