//===- ThreadWork.cpp - Work for all threads ------------------------------===//

#include "compiler/Schedule/CPU/ThreadWork.h"

#include <algorithm>

using namespace anabranch;

int64_t schedule::getDivisor(int64_t size, int64_t limit) {
  for (int64_t divisor = std::min(size, limit); divisor > 1; --divisor)
    if (size % divisor == 0)
      return divisor;
  return 1;
}

double schedule::getIdleFactor(int64_t units) {
  return std::max(1.0, static_cast<double>(wantedUnits) /
                           static_cast<double>(units));
}
