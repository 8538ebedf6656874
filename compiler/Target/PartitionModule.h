//===- PartitionModule.h - Parts that compile beside each other -----------===//

#ifndef ANABRANCH_COMPILER_TARGET_PARTITIONMODULE_H
#define ANABRANCH_COMPILER_TARGET_PARTITIONMODULE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

#include <vector>

namespace anabranch::target {

/// Moves the functions and globals of `module`, which are LLVM's dialect, to at
/// most `count` modules with about as many operations each. What refers to each
/// other stays together, in its order; each part declares what it takes from
/// outside. Which part something goes to depends on the module and `count`
/// alone.
std::vector<mlir::OwningOpRef<mlir::ModuleOp>>
partitionModule(mlir::ModuleOp module, size_t count);

} // namespace anabranch::target

#endif // ANABRANCH_COMPILER_TARGET_PARTITIONMODULE_H
