//===- ProductLoops.cpp - Code that multiplies and does nothing else ------===//

#include "runtime/Bench/ProductLoops.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace anabranch::runtime {

// A macro, since a template's vectors would be split for the machine that the
// runtime is compiled for before they are inlined where there are wider ones.
// COUNT sums hide the latency of the multiply-adds and fit in the registers.
// The factors are volatile, or the compiler would know the sums.
#define ANABRANCH_FMA_LOOP(NAME, TARGET, BYTES, COUNT)                         \
  TARGET static float NAME##Rounds(int64_t rounds) {                           \
    using Vector = float __attribute__((vector_size(BYTES)));                  \
    volatile float factor = 0.999f, term = 1e-3f;                              \
    Vector a = Vector{} + factor, b = Vector{} + term, sums[COUNT];            \
    for (int i = 0; i < (COUNT); ++i)                                          \
      sums[i] = Vector{} + float(i);                                           \
    for (int64_t round = 0; round < rounds; ++round)                           \
      _Pragma("GCC unroll 24") for (int i = 0; i < (COUNT); ++i) sums[i] =     \
          sums[i] * a + b;                                                     \
    for (int i = 1; i < (COUNT); ++i)                                          \
      sums[0] += sums[i];                                                      \
    return sums[0][0];                                                         \
  }                                                                            \
  static constexpr ProductLoop NAME = {                                        \
      NAME##Rounds, 2 * (COUNT) * ((BYTES) / 4), "fused multiply-adds"};

#if defined(__x86_64__)
ANABRANCH_FMA_LOOP(avx512Loop, __attribute__((target("avx512f"))), 64, 24)
ANABRANCH_FMA_LOOP(avx2Loop, __attribute__((target("avx2,fma"))), 32, 12)
ANABRANCH_FMA_LOOP(sseLoop, , 16, 10)

const ProductLoop &vectorLoop() {
  if (__builtin_cpu_supports("avx512f"))
    return avx512Loop;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return avx2Loop;
  return sseLoop;
}

/// What the instruction ldtilecfg reads (Intel 64 and IA-32 Architectures
/// Software Developer's Manual, volume 1, 18.3): whole tiles for all registers.
/// It is in memory, since GCC knows of no more than 8 bytes that are read.
static const struct {
  uint8_t palette, startRow, reserved[14];
  uint16_t rowBytes[16];
  uint8_t rows[16];
} tileShapes = {1,
                0,
                {},
                {64, 64, 64, 64, 64, 64, 64, 64},
                {16, 16, 16, 16, 16, 16, 16, 16}};

/// Four tiles of sums and the operands of two by two, as kernels have them.
__attribute__((target("amx-tile,amx-bf16"))) static float
tileRounds(int64_t rounds) {
  _tile_loadconfig(&tileShapes);
  alignas(64) static const char zeros[64] = {};
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  _tile_loadd(4, zeros, 0);
  _tile_loadd(5, zeros, 0);
  _tile_loadd(6, zeros, 0);
  _tile_loadd(7, zeros, 0);
  for (int64_t round = 0; round < rounds; ++round) {
    _tile_dpbf16ps(0, 4, 6);
    _tile_dpbf16ps(1, 4, 7);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  _tile_release();
  return 0;
}

static constexpr ProductLoop amxLoop = {tileRounds, 4 * 2 * 16 * 16 * 32,
                                        "products of tiles"};

const ProductLoop &tileLoop() { return amxLoop; }
#else
ANABRANCH_FMA_LOOP(plainLoop, , 16, 24)

const ProductLoop &vectorLoop() { return plainLoop; }
const ProductLoop &tileLoop() { return plainLoop; }
#endif

} // namespace anabranch::runtime
