//===- Random.cpp - Random numbers that are equal on every machine --------===//

#include "runtime/Random.h"

#include <cmath>
#include <numeric>
#include <utility>

namespace anabranch::runtime {

uint64_t RandomStream::derive(uint64_t key, const std::string &name) {
  uint64_t hash = 0xcbf29ce484222325u; // FNV-1a
  for (unsigned char byte : name)
    hash = (hash ^ byte) * 0x100000001b3u;
  return derive(key, hash);
}

int64_t RandomStream::below(int64_t bound) {
  return int64_t(((bits() >> 32) * uint64_t(bound)) >> 32);
}

/// The natural logarithm of a positive number, from the series of
/// 2 artanh((m - 1) / (m + 1)). The C library's log is not the same everywhere.
static double naturalLogarithm(double value) {
  int exponent;
  double mantissa = std::frexp(value, &exponent);
  if (mantissa < 0.70710678118654752440) {
    mantissa *= 2;
    --exponent;
  }
  double ratio = (mantissa - 1) / (mantissa + 1);
  double square = ratio * ratio;
  double sum = 0;
  for (int term = 23; term >= 1; term -= 2)
    sum = sum * square + 1.0 / term;
  return 2 * ratio * sum + exponent * 0.69314718055994530942;
}

double RandomStream::normal() {
  // Marsaglia's polar method. Of its two numbers one is dropped, so that the
  // stream has no state besides its position.
  for (;;) {
    double x = 2 * uniform() - 1;
    double y = 2 * uniform() - 1;
    double square = x * x + y * y;
    if (square > 0 && square < 1)
      return x * std::sqrt(-2 * naturalLogarithm(square) / square);
  }
}

std::vector<int64_t> permutation(int64_t count, RandomStream stream) {
  std::vector<int64_t> order(count);
  std::iota(order.begin(), order.end(), int64_t(0));
  for (int64_t i = count - 1; i > 0; --i)
    std::swap(order[i], order[stream.below(i + 1)]);
  return order;
}

} // namespace anabranch::runtime
