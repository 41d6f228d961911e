// The processor time of the calling thread: what a computation costs, whatever else the machine does.

#if canImport(Glibc)
  import Glibc
#endif

/// The processor time of a thread.
public enum ProcessorTime {
  /// Seconds that the calling thread has computed.
  public static var seconds: Double {
    var time = timespec()
    guard clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return 0 }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
