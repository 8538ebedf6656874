//===- EmulateOperation.h - NVVM's operations as calls --------------------===//

#ifndef ANABRANCH_COMPILER_EMULATOR_EMULATEOPERATION_H
#define ANABRANCH_COMPILER_EMULATOR_EMULATEOPERATION_H

#include "mlir/IR/Operation.h"

namespace anabranch::emulator {

/// Replaces what a GPU does and a CPU does not by a call of the emulator's
/// function for it (DeviceEmulator.cpp), which the op's module then declares;
/// leaves other operations as they are. Fails with a diagnostic if there is no
/// such function.
llvm::LogicalResult emulateOperation(mlir::Operation *op);

} // namespace anabranch::emulator

#endif // ANABRANCH_COMPILER_EMULATOR_EMULATEOPERATION_H
