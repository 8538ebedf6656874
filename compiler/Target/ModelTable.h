//===- ModelTable.h - The constant that describes a model -----------------===//

#ifndef ANABRANCH_COMPILER_TARGET_MODELTABLE_H
#define ANABRANCH_COMPILER_TARGET_MODELTABLE_H

#include "compiler/Target/DeviceCode.h"
#include "dialects/Kernel/Kernel.h"
#include "dialects/NN/NN.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/IR/Module.h"

namespace anabranch::target {

/// Builds `anabranch_model` (runtime/Model.h) in an LLVM module from the
/// programs, parameters and attributes of an MLIR module. The structures are
/// built as constants directly: their number grows with the layers, and LLVM
/// makes them in linear time.
class ModelTable {
public:
  /// Moves what the tables are made from out of `module`, so that the rest
  /// can be translated.
  explicit ModelTable(mlir::ModuleOp module);

  /// Adds the tables, and declares those kernels that `module` has not.
  /// `device` may be null.
  void emit(llvm::Module &module, llvm::StringRef fusions,
            const DeviceCode *device);

private:
  mlir::OwningOpRef<mlir::ModuleOp> tables;
};

} // namespace anabranch::target

#endif // ANABRANCH_COMPILER_TARGET_MODELTABLE_H
