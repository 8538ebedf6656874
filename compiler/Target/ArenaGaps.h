//===- ArenaGaps.h - What lies between the buffers of an arena ------------===//

#ifndef ANABRANCH_COMPILER_TARGET_ARENAGAPS_H
#define ANABRANCH_COMPILER_TARGET_ARENAGAPS_H

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace anabranch::target {

/// Some bytes of an arena.
struct ArenaRange {
  int64_t begin, end;
};

/// The bytes of an arena that are no buffer's. Filled with NaNs that differ
/// from place to place, they show who writes beyond a buffer, even if that is
/// what was read beyond another.
class ArenaGaps {
public:
  ArenaGaps() = default;
  /// \param buffers in any order, and perhaps in the same places
  ArenaGaps(llvm::MutableArrayRef<char> arena, std::vector<ArenaRange> buffers);

  void fill();
  /// The first byte that is not as `fill` left it.
  std::optional<int64_t> findChange() const;

private:
  void add(ArenaRange gap);

  /// A gap, or where it is longer than the pattern, a part of one.
  struct Piece {
    int64_t begin;
    llvm::ArrayRef<char> pattern;
  };
  llvm::MutableArrayRef<char> arena;
  std::vector<Piece> pieces;
};

} // namespace anabranch::target

#endif // ANABRANCH_COMPILER_TARGET_ARENAGAPS_H
