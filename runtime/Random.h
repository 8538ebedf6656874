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
  static uint64_t derive(uint64_t key, uint64_t number) {
    return mix(mix(key + goldenGamma) + mix(number ^ goldenGamma));
  }

  /// 64 random bits.
  uint64_t bits() {
    // Mixed with the key twice: with one addition alone, two streams whose keys
    // differ by a multiple of the step would be shifted copies of each other.
    return mix(mix(key + ++position * goldenGamma) ^ key);
  }
  /// Uniform in [0, 1), a multiple of 2^-53.
  double uniform() { return double(bits() >> 11) * 0x1p-53; }
  /// Uniform in [0, bound); `bound` from 1 to 2^32.
  int64_t below(int64_t bound);
  /// Mean 0, standard deviation 1.
  double normal();

private:
  static constexpr uint64_t goldenGamma = 0x9e3779b97f4a7c15u;

  /// SplitMix64's output function: a bijection in which every input bit changes
  /// half of the output bits.
  static uint64_t mix(uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
    return value ^ (value >> 31);
  }

  uint64_t key;
  uint64_t position;
};

/// A uniformly drawn order of 0, 1, ... count - 1.
std::vector<int64_t> permutation(int64_t count, RandomStream stream);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_RANDOM_H
