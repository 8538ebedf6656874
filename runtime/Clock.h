//===- Clock.h - The time that work takes ---------------------------------===//

#ifndef ANABRANCH_RUNTIME_CLOCK_H
#define ANABRANCH_RUNTIME_CLOCK_H

#include <chrono>

namespace anabranch::runtime {

using Clock = std::chrono::steady_clock;

/// Seconds from `begin` until now.
inline double secondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_CLOCK_H
