/* SwiftPM wants one source file in a C target; this target is its headers. */
