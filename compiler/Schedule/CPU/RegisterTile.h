//===- RegisterTile.h - The part of a product in registers ----------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_CPU_REGISTERTILE_H
#define ANABRANCH_COMPILER_SCHEDULE_CPU_REGISTERTILE_H

#include "compiler/Schedule/CPU/VectorUnit.h"

namespace anabranch::schedule {

/// What a matrix product may read again and again: most of the smallest
/// first-level cache in use (32 KiB).
constexpr int64_t productBytes = 24 * 1024;

/// How far ahead of its use a product fetches the filter, which may come from
/// memory. On Zen 4 half of it is enough for direct convolutions and not for
/// Winograd's, and an eighth slows a product down.
constexpr int64_t prefetchBytes = 16 * 1024;

/// Pixels x vectors whose accumulators stay in registers.
struct RegisterTile {
  int64_t images, rows, columns, vectors;
  int64_t getPixels() const { return images * rows * columns; }
};

/// FMAs in the time that a block's `images` x `height` x `width` pixels take to
/// be multiplied by a tile's vectors for one source channel.
double getBlockCost(const RegisterTile &tile, int64_t images, int64_t height,
                    int64_t width);

/// The tile that covers `images` x `height` x `width` pixels of `channels`
/// channels in the fewest cycles of the inner loop.
RegisterTile chooseRegisterTile(int64_t images, int64_t height, int64_t width,
                                int64_t channels, int64_t lanes,
                                const VectorUnit &unit);

} // namespace anabranch::schedule

#endif // ANABRANCH_COMPILER_SCHEDULE_CPU_REGISTERTILE_H
