// How much memory this process has used at most.

#if canImport(Glibc)
  import Glibc
#endif

/// The peak memory of this process.
public enum PeakMemory {
  /// Resident memory at its peak, in megabytes of 10⁶ bytes.
  public static var megabytes: Int {
    var usage = rusage()
    guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
    return usage.ru_maxrss * 1024 / 1_000_000
  }
}
