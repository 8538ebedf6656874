//===- ArenaGaps.cpp - What lies between the buffers of an arena ----------===//

#include "compiler/Target/ArenaGaps.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <array>
#include <cstring>

using namespace anabranch;
using namespace anabranch::target;

/// A prime number, so that buffers, which are aligned, hardly ever lie a
/// multiple of the pattern apart.
static constexpr size_t patternSize = 4099;

/// NaNs in every of our formats: also two of these numbers are one of f32, and
/// four one of f64.
static llvm::ArrayRef<char> getPattern() {
  static const std::array<uint16_t, patternSize> pattern = [] {
    std::array<uint16_t, patternSize> numbers{};
    for (auto [index, number] : llvm::enumerate(numbers)) {
      // The multiplier of Fibonacci hashing (Knuth, vol. 3, section 6.4).
      auto hash = static_cast<uint32_t>(index * 0x9e3779b9);
      number = static_cast<uint16_t>(0x7ff0 | hash >> 28);
    }
    return numbers;
  }();
  return {reinterpret_cast<const char *>(pattern.data()), sizeof pattern};
}

ArenaGaps::ArenaGaps(llvm::MutableArrayRef<char> arena,
                     std::vector<ArenaRange> buffers)
    : arena(arena) {
  llvm::sort(buffers, [](ArenaRange left, ArenaRange right) {
    return left.begin < right.begin;
  });
  int64_t end = 0;
  for (ArenaRange buffer : buffers) {
    add({end, buffer.begin});
    end = std::max(end, buffer.end);
  }
  add({end, static_cast<int64_t>(arena.size())});
}

void ArenaGaps::add(ArenaRange gap) {
  llvm::ArrayRef<char> pattern = getPattern();
  for (int64_t begin = gap.begin; begin < gap.end;) {
    llvm::ArrayRef<char> rest = pattern.drop_front(begin % pattern.size());
    pieces.push_back({begin, rest.take_front(gap.end - begin)});
    begin += static_cast<int64_t>(pieces.back().pattern.size());
  }
}

void ArenaGaps::fill() {
  for (const Piece &piece : pieces)
    llvm::copy(piece.pattern, arena.begin() + piece.begin);
}

std::optional<int64_t> ArenaGaps::findChange() const {
  for (auto [begin, pattern] : pieces) {
    const char *memory = arena.data() + begin;
    if (std::memcmp(memory, pattern.data(), pattern.size()) != 0)
      return begin +
             (std::mismatch(pattern.begin(), pattern.end(), memory).first -
              pattern.begin());
  }
  return std::nullopt;
}
