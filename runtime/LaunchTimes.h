//===- LaunchTimes.h - What a program's launches took -------------*- C++
//-*-===//

#ifndef ANABRANCH_RUNTIME_LAUNCHTIMES_H
#define ANABRANCH_RUNTIME_LAUNCHTIMES_H

#include <cstdint>
#include <vector>

namespace anabranch::runtime {

/// Seconds that each launch of a program took, summed over `runs` runs.
struct LaunchTimes {
  std::vector<double> seconds;
  int64_t runs = 0;
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_LAUNCHTIMES_H
