//===- VectorUnit.td - Options that tell a pass of the CPU ----------------===//

#ifndef ANABRANCH_COMPILER_SCHEDULE_VECTORUNIT
#define ANABRANCH_COMPILER_SCHEDULE_VECTORUNIT

include "mlir/Pass/PassBase.td"

/// The options of the passes that have to see the same schedule::VectorUnit.
defvar VectorUnitOptions = [
  Option<"vectorBytes", "vector-bytes", "int64_t", "64", "bytes of a vector register">,
  Option<"vectorRegisters", "vector-registers", "int64_t", "32", "number of vector registers">,
  Option<"cacheBytes", "cache-bytes", "int64_t", "1 << 20", "bytes of a core's second-level cache">,
  Option<"amx", "amx", "bool", "false", "whether there is a matrix unit for tiles of bf16">
];

#endif // ANABRANCH_COMPILER_SCHEDULE_VECTORUNIT
