//===- ThreadWork.cpp - Work for all threads ------------------------------===//

#include "compiler/Schedule/CPU/ThreadWork.h"

#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace anabranch;

int64_t schedule::getDivisor(int64_t size, int64_t limit) {
  for (int64_t divisor = std::min(size, limit); divisor > 1; --divisor)
    if (size % divisor == 0)
      return divisor;
  return 1;
}

int64_t schedule::getBlockSize(int64_t size, int64_t limit) {
  int64_t divisor = getDivisor(size, limit);
  if (2 * divisor >= limit)
    return divisor;
  auto blocks = static_cast<int64_t>(llvm::divideCeil(size, limit));
  return static_cast<int64_t>(llvm::divideCeil(size, blocks));
}

double schedule::getIdleFactor(int64_t units) {
  return std::max(1.0, static_cast<double>(wantedUnits) /
                           static_cast<double>(units));
}
