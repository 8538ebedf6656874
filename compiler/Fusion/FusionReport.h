//===- FusionReport.h - What was fused, what it saves, and what was not ---===//

#ifndef ANABRANCH_COMPILER_FUSION_FUSIONREPORT_H
#define ANABRANCH_COMPILER_FUSION_FUSIONREPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"

namespace anabranch::fusion {

/// Prints every kernel of each program with its layers, its arithmetic and the
/// bytes that it moves for a batch, beside the bytes of the kernels it was
/// fused from; then, for each pair of kernels that pass a whole tensor on, why
/// they are two.
void printReport(mlir::ModuleOp module, int64_t batchSize,
                 llvm::raw_ostream &stream);

} // namespace anabranch::fusion

#endif // ANABRANCH_COMPILER_FUSION_FUSIONREPORT_H
