//===- Random.h - Random numbers that are equal on every machine ----------===//
//
// The generator is counter-based: the n-th number of a stream is a function of
// the stream's key and n. Any thread can draw any part of a stream. Only
// exactly rounded operations are used, so that no C library can change a bit.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_RUNTIME_RANDOM_H
#define ANABRANCH_RUNTIME_RANDOM_H

#include <cstdint>
#include <string>
#include <vector>

namespace anabranch::runtime {

/// A stream of random numbers.
class RandomStream {
public:
  explicit RandomStream(uint64_t key, uint64_t position = 0)
      : key(key), position(position) {}

  /// The key of a stream that belongs to `name` or `number` below `key`.
  static uint64_t derive(uint64_t key, const std::string &name);
  static uint64_t derive(uint64_t key, uint64_t number);

  /// 64 random bits.
  uint64_t bits();
  /// Uniform in [0, 1), a multiple of 2^-53.
  double uniform();
  /// Uniform in [0, bound); `bound` from 1 to 2^32.
  int64_t below(int64_t bound);
  /// Mean 0, standard deviation 1.
  double normal();

private:
  uint64_t key;
  uint64_t position;
};

/// A uniformly drawn order of 0, 1, ... count - 1.
std::vector<int64_t> permutation(int64_t count, RandomStream stream);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_RANDOM_H
