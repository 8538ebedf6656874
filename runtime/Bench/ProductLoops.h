//===- ProductLoops.h - Code that multiplies and does nothing else --------===//

#ifndef ANABRANCH_RUNTIME_BENCH_PRODUCTLOOPS_H
#define ANABRANCH_RUNTIME_BENCH_PRODUCTLOOPS_H

#include <cstdint>

namespace anabranch::runtime {

/// A loop of additions and multiplications in registers, `flops` of them a
/// round. What it returns keeps the compiler from leaving it out.
struct ProductLoop {
  float (*run)(int64_t rounds);
  int flops;
  const char *operations; ///< "fused multiply-adds"
};

/// Multiplies and adds f32 in the widest vectors that the CPU has.
const ProductLoop &vectorLoop();

/// Multiplies tiles of bf16 and adds to such of f32. The process has to have
/// leave to use tile registers (runtime/MatrixUnit.h).
const ProductLoop &tileLoop();

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_BENCH_PRODUCTLOOPS_H
