//===- MetricProgram.h - The metrics of a model ---------------------------===//

#ifndef ANABRANCH_COMPILER_AUTODIFF_METRICPROGRAM_H
#define ANABRANCH_COMPILER_AUTODIFF_METRICPROGRAM_H

#include "dialects/NN/NN.h"

#include "mlir/IR/Builders.h"

namespace anabranch::autodiff {

/// Builds what a metric, other than a loss, adds up over the batches, scalars:
/// its sum, and if it is a quotient what that is divided by.
llvm::SmallVector<mlir::Value>
buildMetric(mlir::OpBuilder &builder, mlir::Location location,
            nn::MetricAttr metric, mlir::Value prediction, mlir::Value targets);

} // namespace anabranch::autodiff

#endif // ANABRANCH_COMPILER_AUTODIFF_METRICPROGRAM_H
